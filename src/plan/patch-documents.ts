// Documents and the patches for them → documents as they are to be, and which patches found one to change.
import { applyPatch } from 'rfc6902'
import type { Operation } from 'rfc6902'
import { parse } from 'yaml'
import { describeError } from '../support/errors.ts'
import { kubeYaml } from '../support/kube-yaml.ts'
import type { KubeadmDocument } from './kubeadm-documents.ts'
import { mergeKubeadmPatch } from './merge-kubeadm-patch.ts'

export interface MergePatch {
  /** Where it stands in the options: `nodes[1].kubeadmConfigPatches[0]`. One text may hold several patches. */
  readonly path: string
  readonly patch: Partial<KubeadmDocument>
}

export interface JsonPatch {
  readonly path: string
  readonly apiVersion: string
  readonly kind: string
  /** Operations, as YAML or JSON. */
  readonly text: string
}

export interface PatchSet {
  readonly merges: readonly MergePatch[]
  readonly operations: readonly JsonPatch[]
}

export interface PatchedDocuments {
  readonly documents: readonly KubeadmDocument[]
  /** Option paths of patches that fit no document. */
  readonly unmatched: readonly string[]
  /** `path  what is wrong` of JSON patches that could not be applied. */
  readonly problems: readonly string[]
}

/** Set after set; in each the merge patches first, then the JSON patches, as kind applies them. */
export function patchDocuments(originals: readonly KubeadmDocument[], sets: readonly PatchSet[]): PatchedDocuments {
  const documents = structuredClone(originals) as KubeadmDocument[]
  const paths = new Set<string>()
  const matched = new Set<string>()
  const problems: string[] = []
  for (const { merges, operations } of sets) {
    for (const { path, patch } of merges) {
      paths.add(path)
      const at = documents.findIndex((document) => document.kind === patch.kind && (patch.apiVersion === undefined || patch.apiVersion === document.apiVersion))
      if (at < 0) continue
      matched.add(path)
      documents[at] = mergeKubeadmPatch(documents[at]!, patch)
    }
    for (const { path, apiVersion, kind, text } of operations) {
      paths.add(path)
      const document = documents.find((one) => one.kind === kind && one.apiVersion === apiVersion)
      if (!document) continue
      matched.add(path)
      problems.push(...applyOperations(document, text).map((problem) => `${path}.patch  ${problem}`))
    }
  }
  return { documents, unmatched: [...paths].filter((path) => !matched.has(path)), problems }
}

/** Changes `document`; what could not be done is told. */
export function applyOperations(document: object, patch: string): string[] {
  const operations = parse(patch, kubeYaml) as Operation[]
  return applyPatch(document, operations).flatMap((error, index) => (error === null ? [] : [`operation ${index} (${operations[index]!.op} ${operations[index]!.path}): ${describeError(error)}`]))
}

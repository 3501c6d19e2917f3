// Documents and the patches for them → documents as they are to be, and which patches found one to change.
import { applyPatch } from 'rfc6902'
import type { Operation } from 'rfc6902'
import { parse, parseAllDocuments } from 'yaml'
import type { Json6902PatchSpec } from '../config/spec.ts'
import { describeError } from '../support/errors.ts'
import type { KubeadmDocument } from './kubeadm-documents.ts'
import { mergePatch } from './merge-patch.ts'

export interface PatchSet {
  /** Where they stand in the options: '' or `nodes[1].` */
  readonly path: string
  readonly kubeadmConfigPatches: readonly string[]
  readonly kubeadmConfigPatchesJSON6902: readonly Json6902PatchSpec[]
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
  const unmatched: string[] = []
  const problems: string[] = []
  for (const { path, kubeadmConfigPatches, kubeadmConfigPatchesJSON6902 } of sets) {
    for (const [index, text] of kubeadmConfigPatches.entries()) {
      const matched = readMergePatches(text).filter((patch) => {
        const at = documents.findIndex((document) => document.kind === patch.kind && (patch.apiVersion === undefined || patch.apiVersion === document.apiVersion))
        if (at >= 0) documents[at] = mergePatch(documents[at], patch) as KubeadmDocument
        return at >= 0
      })
      if (matched.length === 0) unmatched.push(`${path}kubeadmConfigPatches[${index}]`)
    }
    for (const [index, { group, version, kind, patch }] of kubeadmConfigPatchesJSON6902.entries()) {
      const name = `${path}kubeadmConfigPatchesJSON6902[${index}]`
      const document = documents.find((one) => one.kind === kind && one.apiVersion === `${group}/${version}`)
      if (!document) unmatched.push(name)
      else problems.push(...applyOperations(document, patch).map((problem) => `${name}.patch  ${problem}`))
    }
  }
  return { documents, unmatched, problems }
}

/** Changes `document`; what could not be done is told. */
export function applyOperations(document: object, patch: string): string[] {
  const operations = parse(patch) as Operation[]
  return applyPatch(document, operations).flatMap((error, index) => (error === null ? [] : [`operation ${index} (${operations[index]!.op} ${operations[index]!.path}): ${describeError(error)}`]))
}

function readMergePatches(text: string): Partial<KubeadmDocument>[] {
  const documents = parseAllDocuments(text)
  return Array.isArray(documents) ? documents.map((document) => document.toJS() as Partial<KubeadmDocument> | null).filter((patch) => patch !== null) : []
}

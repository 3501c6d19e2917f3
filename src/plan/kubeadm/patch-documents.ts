// Documents and the patches for them → documents as they are to be, and which patches found one to change.
import { applyPatch } from 'rfc6902'
import type { Operation } from 'rfc6902'
import { describeError } from '../../support/errors.ts'
import { parseYaml } from '../../support/kube-yaml.ts'
import type { KubeadmDocument } from './kubeadm-api.ts'
import { mergeKubeadmPatch } from './merge-kubeadm-patch.ts'

export interface MergePatch {
  /** Where it stands in the options: `nodes[1].kubeadmConfigPatches[0]`, of a text with several `… (document 2)`. */
  readonly path: string
  readonly patch: Partial<KubeadmDocument>
}

export interface JsonPatch {
  readonly path: string
  /** Empty: any. */
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
  /** `path  what is wrong` of JSON patches that could not be applied. */
  readonly problems: readonly string[]
}

/** Set after set; in each the merge patches first, then the JSON patches, as kind applies them. */
export function patchDocuments(originals: readonly KubeadmDocument[], sets: readonly PatchSet[]): PatchedDocuments {
  const documents = structuredClone(originals) as KubeadmDocument[]
  const problems: string[] = []
  for (const { merges, operations } of sets) {
    for (const { patch } of merges) {
      const at = documents.findIndex((document) => fitsDocument(document, patch))
      if (at < 0) continue
      documents[at] = mergeKubeadmPatch(documents[at]!, patch)
    }
    for (const { path, apiVersion, kind, text } of operations) {
      const document = documents.find((one) => fitsDocument(one, { kind, apiVersion }))
      if (!document) continue
      problems.push(...applyOperations(document, text).map((problem) => `${path}.patch  ${problem}`))
    }
  }
  return { documents, problems }
}

/** No API version fits all of them, as with kind. */
export function fitsDocument(
  document: KubeadmDocument,
  { kind, apiVersion }: { readonly kind?: string; readonly apiVersion?: string },
): boolean {
  return document.kind === kind && (!apiVersion || document.apiVersion === apiVersion)
}

/** Changes `document`; what could not be done is told. */
export function applyOperations(document: object, patch: string): string[] {
  // An empty text is no operation.
  const operations = (parseYaml(patch) ?? []) as Operation[]
  return applyPatch(document, operations).flatMap((error, index) =>
    error === null ? [] : [`operation ${index} (${operations[index]!.op} ${operations[index]!.path}): ${describeError(error)}`],
  )
}

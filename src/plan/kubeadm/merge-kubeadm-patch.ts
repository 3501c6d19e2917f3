// A merge patch over one of kubeadm's documents, with the two exceptions kind makes from RFC 7386: arguments are merged name by
// name, whichever way they are written, and names for the API server's certificate are added to those that are there.
import { hasArgumentLists, type KubeadmDocument } from './kubeadm-api.ts'
import { isFields } from '../../support/is-fields.ts'
import { mergePatch } from './merge-patch.ts'

interface Argument {
  readonly name: string
  /** Null deletes. */
  readonly value: string | null
}

const argumentFields = ['extraArgs', 'kubeletExtraArgs']

export function mergeKubeadmPatch(document: KubeadmDocument, patch: Partial<KubeadmDocument>): KubeadmDocument {
  const mergeArguments = hasArgumentLists(document.apiVersion) ? mergeList : mergeMap
  return mergePatch(document, patch, (key, target, value) => {
    if (argumentFields.includes(key)) return mergeArguments(target, readArguments(value))
    if (key === 'certSANs' && Array.isArray(target) && Array.isArray(value))
      return [...new Set([...(target as unknown[]), ...(value as unknown[])])]
    return undefined
  }) as KubeadmDocument
}

/** From the list they are since v1beta4, or the map they were before. Values are text for kubeadm, and often are none in YAML. */
function readArguments(patch: unknown): Argument[] {
  const pairs: [string, unknown][] = Array.isArray(patch)
    ? (patch as Argument[]).map(({ name, value }) => [name, value])
    : isFields(patch)
      ? Object.entries(patch)
      : []
  return pairs.map(([name, value]) => ({ name, value: typeof value === 'string' || value === null ? value : JSON.stringify(value) }))
}

/** A name may stand twice: a patch takes the place of all of that name. */
function mergeList(target: unknown, wanted: readonly Argument[]): Argument[] {
  const names = new Set(wanted.map(({ name }) => name))
  const kept = Array.isArray(target) ? (target as Argument[]).filter(({ name }) => !names.has(name)) : []
  return [...kept, ...wanted.filter(({ value }) => value !== null)]
}

function mergeMap(target: unknown, wanted: readonly Argument[]): unknown {
  return mergePatch(target, Object.fromEntries(wanted.map(({ name, value }) => [name, value])))
}

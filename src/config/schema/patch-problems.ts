// Patches as text → what keeps them from being read. Whether a patch then fits its document is known only with the document.
import { parse as parseToml } from 'smol-toml'
import { parse, parseAllDocuments } from 'yaml'
import type { ClusterOptions, Json6902Patch } from '../options.ts'
import { describeError } from '../../support/errors.ts'
import { kubeYaml } from '../../support/kube-yaml.ts'
import { nearest } from '../nearest.ts'
import type { Problem } from './problem.ts'

/** Documents that kubeadm's configuration is made of. */
const kubeadmKinds = ['ClusterConfiguration', 'InitConfiguration', 'JoinConfiguration', 'KubeletConfiguration', 'KubeProxyConfiguration']
const operations = ['add', 'remove', 'replace', 'move', 'copy', 'test']

export function findPatchProblems(options: ClusterOptions): Problem[] {
  return [
    ...findKubeadmProblems('', options),
    ...(options.nodes ?? []).flatMap((node, index) => findKubeadmProblems(`nodes[${index}].`, node)),
    ...(options.containerdConfigPatches ?? []).flatMap((patch, index) => tell(`containerdConfigPatches[${index}]`, () => void parseToml(patch))),
    ...(options.containerdConfigPatchesJSON6902 ?? []).flatMap((patch, index) => tell(`containerdConfigPatchesJSON6902[${index}]`, () => checkOperations(patch))),
  ]
}

function findKubeadmProblems(prefix: string, from: Pick<ClusterOptions, 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>): Problem[] {
  return [
    ...(from.kubeadmConfigPatches ?? []).flatMap((patch, index) => tell(`${prefix}kubeadmConfigPatches[${index}]`, () => checkMergePatch(patch))),
    ...(from.kubeadmConfigPatchesJSON6902 ?? []).flatMap((patch: Json6902Patch, index) => {
      const path = `${prefix}kubeadmConfigPatchesJSON6902[${index}]`
      return [...tell(`${path}.kind`, () => checkKind(patch.kind)), ...tell(`${path}.patch`, () => checkOperations(patch.patch))]
    }),
  ]
}

function tell(path: string, check: () => void): Problem[] {
  try {
    check()
    return []
  } catch (error) {
    // Parsers draw the place below their first line.
    return [[path, describeError(error).split('\n')[0]!.replace(/:$/, '')]]
  }
}

function checkMergePatch(patch: string | object): void {
  for (const value of typeof patch === 'string' ? readDocuments(patch) : [patch]) {
    if (value === null) continue
    if (typeof value !== 'object' || Array.isArray(value)) throw new Error('not a mapping')
    checkKind((value as { kind?: unknown }).kind)
  }
}

function readDocuments(text: string): unknown[] {
  const documents = parseAllDocuments(text, kubeYaml)
  if (!Array.isArray(documents)) return []
  return documents.map((document) => {
    const [error] = document.errors
    if (error) throw error
    return document.toJS() as unknown
  })
}

/** A patch for a document that there is not would do nothing. */
function checkKind(kind: unknown): void {
  if (typeof kind !== 'string') throw new Error(`names no document by "kind": one of ${kubeadmKinds.join(', ')}`)
  const near = nearest(kind, kubeadmKinds)
  if (!kubeadmKinds.includes(kind) && near) throw new Error(`kind "${kind}": did you mean "${near}"?`)
}

function checkOperations(patch: string | readonly object[]): void {
  const list: unknown = typeof patch === 'string' ? parse(patch) : patch
  if (!Array.isArray(list)) throw new Error('not a list of operations')
  for (const [index, operation] of (list as Record<string, unknown>[]).entries()) {
    if (!operations.includes(operation?.['op'] as string)) throw new Error(`operation ${index}: "op" is ${JSON.stringify(operation?.['op'])}, not one of ${operations.join(', ')}`)
    if (typeof operation['path'] !== 'string' || !/^(\/|$)/.test(operation['path'])) throw new Error(`operation ${index}: "path" is ${JSON.stringify(operation['path'])}, not a path such as /data/key`)
  }
}

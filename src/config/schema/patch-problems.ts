// Patches → what keeps them from being read. Whether a patch then fits its document is known only with the document.
import { parse as parseToml } from 'smol-toml'
import type { ClusterOptions, Json6902Patch } from '../options.ts'
import { describeError } from '../../support/errors.ts'
import { isFields } from '../../support/is-fields.ts'
import { readKubeDocuments } from '../../support/kube-documents.ts'
import { parseYaml } from '../../support/kube-yaml.ts'
import { nearest } from '../../support/nearest.ts'
import { describeRefusedLabel, isRefused } from './node-label-problems.ts'
import type { Problem } from './problem.ts'

type Fields = Readonly<Record<string, unknown>>

/** Documents that kubeadm's configuration is made of. */
const kubeadmKinds = ['ClusterConfiguration', 'InitConfiguration', 'JoinConfiguration', 'KubeletConfiguration', 'KubeProxyConfiguration']
const operations = ['add', 'remove', 'replace', 'move', 'copy', 'test']

export function findPatchProblems(options: ClusterOptions): Problem[] {
  return [
    ...findKubeadmProblems('', options),
    ...(options.nodes ?? []).flatMap((node, index) => findKubeadmProblems(`nodes[${index}].`, node)),
    ...tellEach('containerdConfigPatches', options.containerdConfigPatches, checkToml),
    ...tellEach('containerdConfigPatchesJSON6902', options.containerdConfigPatchesJSON6902, (patch) => checkOperations(patch)),
  ]
}

function findKubeadmProblems(
  prefix: string,
  from: Pick<ClusterOptions, 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>,
): Problem[] {
  return [
    ...tellEach(`${prefix}kubeadmConfigPatches`, from.kubeadmConfigPatches, checkMergePatch),
    ...(from.kubeadmConfigPatchesJSON6902 ?? []).flatMap((json: Partial<Json6902Patch> | undefined, index) => {
      const path = `${prefix}kubeadmConfigPatchesJSON6902[${index}]`
      return [
        ...(json?.kind === undefined ? [] : tell(`${path}.kind`, () => checkKind(json.kind))),
        ...(json?.patch === undefined ? [] : tell(`${path}.patch`, () => checkAddedLabels(checkOperations(json.patch!)))),
      ]
    }),
  ]
}

/** What is wrong by itself is a hole in the list, and told already. */
function tellEach<T>(path: string, patches: readonly T[] | undefined, check: (patch: T) => void): Problem[] {
  return (patches ?? []).flatMap((patch, index) => (patch === undefined ? [] : tell(`${path}[${index}]`, () => check(patch))))
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

function checkToml(patch: string): void {
  const { version } = parseToml(patch)
  if (version !== undefined && typeof version !== 'number' && typeof version !== 'bigint')
    throw new Error(`version is ${JSON.stringify(version)}, not a number: containerd's configuration says version = 2 or 3`)
}

function checkMergePatch(patch: string | object): void {
  const written = typeof patch === 'string' ? patch : JSON.stringify(patch, refuseOddNumbers)
  for (const value of readDocuments(written)) {
    if (value === null) continue
    if (!isFields(value)) throw new Error('not a mapping')
    checkKind(value['kind'])
    checkNodeLabels(value['nodeRegistration'])
  }
}

/** JSON has no word for them, and would say null, which in a patch means to delete. */
function refuseOddNumbers(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${key} is ${value}, which is no number for YAML`)
  return typeof value === 'bigint' ? String(value) : value
}

/** Labels may be given to a kubelet as an argument too, and are refused there as well. */
function checkNodeLabels(registration: unknown): void {
  const given = isFields(registration) ? registration['kubeletExtraArgs'] : undefined
  const values = Array.isArray(given)
    ? given.filter((argument) => isFields(argument) && argument['name'] === 'node-labels').map(({ value }) => value as unknown)
    : isFields(given)
      ? [given['node-labels']]
      : []
  for (const label of values.filter((value) => typeof value === 'string').flatMap((value) => value.split(','))) {
    const [key = '', value = ''] = label.trim().split('=')
    if (isRefused(key)) throw new Error(`node-labels: ${describeRefusedLabel(key, value)}`)
  }
}

/** By the reader that applies them: of a key that stands twice it takes the last, as kind does. */
function readDocuments(text: string): unknown[] {
  return readKubeDocuments(text).map(({ value, problems: [first] }) => {
    if (first) throw new Error(`${first.line}:${first.column}  ${first.message}`)
    return value
  })
}

/** A patch for a document that there is not would do nothing. */
function checkKind(kind: unknown): void {
  if (typeof kind !== 'string') throw new Error(`names no document by "kind": one of ${kubeadmKinds.join(', ')}`)
  const near = nearest(kind, kubeadmKinds)
  if (!kubeadmKinds.includes(kind) && near) throw new Error(`kind "${kind}": did you mean "${near}"?`)
}

function checkOperations(patch: string | readonly object[]): readonly Fields[] {
  const list: unknown = typeof patch === 'string' ? parseYaml(patch) : patch
  // Nothing written is nothing to do.
  if (list === null) return []
  if (!Array.isArray(list)) throw new Error('not a list of operations')
  for (const [index, operation] of (list as unknown[]).entries()) {
    const fields = isFields(operation) ? operation : {}
    const needs = (key: string, fits: boolean, what: string): void => {
      if (!fits) throw new Error(`operation ${index}: "${key}" is ${JSON.stringify(fields[key]) ?? 'missing'}, not ${what}`)
    }
    const op = String(fields['op'])
    needs('op', operations.includes(op), `one of ${operations.join(', ')}`)
    needs('path', isPointer(fields['path']), 'a path such as /data/key')
    if (op === 'move' || op === 'copy') needs('from', isPointer(fields['from']), 'a path such as /data/key')
    if (['add', 'replace', 'test'].includes(op) && !('value' in fields)) throw new Error(`operation ${index}: "${op}" without a "value"`)
  }
  return list as readonly Fields[]
}

/** What an operation adds may be the arguments of a kubelet: all of them, one, or the value of one. */
function checkAddedLabels(list: readonly Fields[]): void {
  for (const { op, path, value } of list) {
    const name = String(path).split('/').at(-1)
    if (op !== 'add' && op !== 'replace') continue
    checkNodeLabels(
      isFields(value) && 'kubeletExtraArgs' in value
        ? value
        : { kubeletExtraArgs: name === 'kubeletExtraArgs' ? value : name === 'node-labels' ? { 'node-labels': value } : [value] },
    )
  }
}

function isPointer(path: unknown): boolean {
  return typeof path === 'string' && /^(\/|$)/.test(path)
}

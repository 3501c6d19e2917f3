// A YAML document's nodes → the JSON value that Kubernetes' parser (go.yaml.in/yaml/v2 2.4.4, decode.go, then sigs.k8s.io/yaml 1.6.0)
// makes of them: keys become text, `<<` merges where it stands, of equal keys the last wins. Pure.
import { readInteger, resolvePlain, resolveTagged } from './kube-scalar.ts'
import { YamlError } from './yaml/cursor.ts'
import type { AliasNode, ScalarNode, YamlNode } from './yaml/parse-nodes.ts'

/** Something about a place in the text. */
export interface Remark {
  readonly offset: number
  readonly message: string
}

export interface KubeValue {
  readonly value: unknown
  /** Keys that stand again in their map. */
  readonly repeated: readonly Remark[]
}

/** Throws YamlError for what has no meaning to Kubernetes. */
export function toKubeValue(root: YamlNode): KubeValue {
  const open = new Set<AliasNode>()
  const repeated: Remark[] = []
  let steps = 0
  let stepsInAliases = 0

  /** The parser's own guard against a few lines that stand for a billion. */
  function count(node: YamlNode): void {
    steps += 1
    if (open.size > 0) stepsInAliases += 1
    if (stepsInAliases > 100 && steps > 1_000 && stepsInAliases / steps > allowedAliasRatio(steps))
      throw new YamlError(node.offset, 'document contains excessive aliasing')
  }

  function read(node: YamlNode): unknown {
    count(node)
    if (node.kind === 'alias') return follow(node, read)
    if (node.kind === 'scalar') return readScalar(node)
    if (node.kind === 'sequence') return node.items.map(read).map((item, index) => requireFinite(item, node.items[index]!))
    const value: Record<string, unknown> = {}
    fill(node, value)
    return value
  }

  function fill(node: YamlNode, value: Record<string, unknown>): void {
    if (node.kind !== 'map') return
    const own = new Set<string>()
    for (const [key, content] of node.pairs) {
      if (isMergeKey(key)) {
        merge(content, value)
        continue
      }
      const name = toKey(key, read(key))
      if (own.has(name))
        repeated.push({
          offset: key.offset,
          message: `the key ${JSON.stringify(name)} stands again in its map: the last one counts, as for kubectl`,
        })
      own.add(name)
      set(value, name, requireFinite(read(content), content))
    }
  }

  function merge(content: YamlNode, into: Record<string, unknown>): void {
    // Of several the first has the last word.
    const sources = content.kind === 'sequence' ? content.items.toReversed() : [content]
    for (const source of sources) {
      if (behindAlias(source).kind !== 'map') throw new YamlError(source.offset, 'map merge requires map or sequence of maps as the value')
      count(source)
      if (source.kind === 'alias') follow(source, (found) => (count(found), fill(found, into)))
      else fill(source, into)
    }
  }

  function follow<T>(alias: AliasNode, readTarget: (found: YamlNode) => T): T {
    if (open.has(alias)) throw new YamlError(alias.offset, `anchor '${alias.name}' value contains itself`)
    open.add(alias)
    const value = readTarget(alias.target)
    open.delete(alias)
    return value
  }

  return { value: requireFinite(read(root), root), repeated }
}

function behindAlias(node: YamlNode): YamlNode {
  return node.kind === 'alias' ? node.target : node
}

function readScalar(node: ScalarNode): unknown {
  if (node.tag === '') return node.plain ? resolvePlain(node.text) : node.text
  try {
    return resolveTagged(node.tag, node.text)
  } catch (error) {
    throw new YamlError(node.offset, error instanceof Error ? error.message : String(error))
  }
}

function requireFinite(value: unknown, node: YamlNode): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  throw new YamlError(node.offset, `JSON has no such number: in quotes it is a text`)
}

function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.text === '<<' && (key.plain || key.tag === '!' || key.tag === 'tag:yaml.org,2002:merge')
}

function toKey(node: YamlNode, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'bigint' && value < 2n ** 63n) return String(value)
  if (typeof value === 'number') return isIntegerKey(node) ? String(value) : formatFloat(value)
  throw new YamlError(
    node.offset,
    `a ${Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value === 'bigint' ? 'number of 64 bits' : 'map'} is no key of a map`,
  )
}

/** An integer is one by its text: 1.0 and 1 are the same number. */
function isIntegerKey(node: YamlNode): boolean {
  const scalar = behindAlias(node)
  return scalar.kind === 'scalar' && scalar.tag !== 'tag:yaml.org,2002:float' && readInteger(scalar.text) !== undefined
}

/** As Go's `strconv.FormatFloat(value, 'g', -1, 32)`, in which sigs.k8s.io/yaml writes a float that is a key. */
function formatFloat(value: number): string {
  const single = Math.fround(value)
  if (Object.is(single, -0)) return '-0'
  if (Number.isNaN(single)) return '.nan'
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf'
  let digits = 1
  while (digits < 9 && Math.fround(Number(single.toPrecision(digits))) !== single) digits += 1
  const [mantissa = '', power = '0'] = single.toExponential(digits - 1).split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) return String(Number(single.toPrecision(digits)))
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** `__proto__` is a key like any other. */
function set(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}

/** decode.go: 99 % of a document up to 400,000 steps, down to 10 % of one of 4,000,000. */
function allowedAliasRatio(steps: number): number {
  const share = Math.min(Math.max((steps - 400_000) / 3_600_000, 0), 1)
  return 0.99 - 0.89 * share
}

// One scalar of a kind configuration → the value that Go's YAML decoder gives a field of the wanted type. In a text field what is
// written stays as it is written, so that a version of 1.10 does not become 1.1; in the others YAML 1.1's words and numbers count.
import type { Scalar } from 'yaml'

export type Wanted = 'text' | 'boolean' | 'integer' | 'anything'

/** Null where the field counts as not written. What does not fit the type is given as it is: the schema tells it. */
export function decodeScalar(scalar: Scalar, wanted: Wanted): string | number | boolean | null {
  const text = typeof scalar.value === 'string' ? scalar.value : ''
  const tag = shortTag(scalar)
  if (tag === 'binary') return Buffer.from(text, 'base64').toString()
  const resolved = isText(scalar, tag) ? text : resolvePlain(text)
  if (tag !== undefined && tag in typeOfTag) requireTag(tag, resolved, text)
  if (resolved === null) return null
  if (wanted === 'text') return text
  if (wanted === 'boolean' && typeof resolved === 'string') return truthWords.get(resolved) ?? resolved
  return resolved
}

/** Whether the key of a pair merges what its value points to. */
export function isMergeKey(scalar: Scalar): boolean {
  return scalar.value === '<<' && (scalar.tag === undefined ? scalar.type === 'PLAIN' : shortTag(scalar) === 'merge')
}

const standardTag = 'tag:yaml.org,2002:'

function shortTag({ tag }: Scalar): string | undefined {
  return tag?.startsWith(standardTag) ? tag.slice(standardTag.length) : tag
}

/** Quoted, in a block, or with a tag of its own kind. */
function isText({ type }: Scalar, tag: string | undefined): boolean {
  if (tag === undefined || tag === '!') return type !== 'PLAIN'
  return !(tag in typeOfTag)
}

const typeOfTag = { bool: 'boolean', int: 'number', float: 'number', null: 'null' }

function requireTag(tag: string, resolved: string | number | boolean | null, text: string): void {
  const type = resolved === null ? 'null' : typeof resolved
  if (type !== typeOfTag[tag as keyof typeof typeOfTag] || (tag === 'int' && !Number.isInteger(resolved)))
    throw new Error(`"${text}" is not what its tag !!${tag} says`)
}

const words = new Map<string, boolean | number | null>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
])

/** In a field that is to be true or false these count too, quoted or not. */
const truthWords = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
])

function resolvePlain(text: string): string | number | boolean | null {
  const word = words.get(text)
  if (word !== undefined) return word
  // `1_000` is a number, `_1` and `22:30` are not.
  if (!/^[-+.\d]/.test(text)) return text
  const digits = text.replaceAll('_', '')
  const [, sign = '', body = ''] = /^([-+]?)(.*)$/.exec(digits) ?? []
  const value = readInteger(body) ?? readFloat(body)
  return value === undefined ? text : sign === '-' ? -value : value
}

function readInteger(body: string): number | undefined {
  if (/^(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|0|[1-9]\d*)$/.test(body)) return Number(body)
  // `0101` is octal, `080` is not.
  return /^0[0-7]+$/.test(body) ? Number.parseInt(body, 8) : undefined
}

function readFloat(body: string): number | undefined {
  const value = /^(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(body) ? Number(body) : undefined
  return value === Infinity ? undefined : value
}

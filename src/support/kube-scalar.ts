// The text of a YAML scalar and its tag → the value that Kubernetes' parser (go.yaml.in/yaml/v2 2.4.4, resolve.go) takes it for. Pure.

const words = new Map<string, boolean | null | number>([
  ...list(true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...list(false, 'n N no No NO false False FALSE off Off OFF'),
  ...list(null, '~ null Null NULL'),
  ['', null],
  ...list(Number.NaN, '.nan .NaN .NAN'),
  ...list(Number.POSITIVE_INFINITY, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...list(Number.NEGATIVE_INFINITY, '-.inf -.Inf -.INF'),
])

const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const date = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)?$/

const tagPrefix = 'tag:yaml.org,2002:'

export type KubeScalar = string | number | bigint | boolean | null

/** A scalar without quotes and without a tag. Integers beyond 2^53 are bigint, as far as 64 bits go; beyond, the nearest number. */
export function resolvePlain(text: string): KubeScalar {
  const word = words.get(text)
  if (word !== undefined) return word
  if (!/^[-+.0-9]/.test(text)) return text
  return readInteger(text) ?? readFloat(text) ?? text
}

/** A scalar with a tag in its long form, quoted or not. Throws an Error that says what it is not. */
export function resolveTagged(tag: string, text: string): KubeScalar {
  const name = tag.startsWith(tagPrefix) ? tag.slice(tagPrefix.length) : ''
  if (name === 'binary') return readBase64(text)
  const value = resolvePlain(text)
  switch (name) {
    case 'null':
      if (value === null) return value
      break
    case 'bool':
      if (typeof value === 'boolean') return value
      break
    case 'int':
      if (typeof value !== 'string' && readInteger(text) !== undefined) return value
      break
    case 'float':
      if (typeof value === 'number' || (typeof value === 'bigint' && value < 2n ** 63n)) return Number(value)
      break
    case 'timestamp':
      if (isDate(text)) return text
      break
    // Of all others the parser knows no meaning.
    default:
      return text
  }
  throw new Error(`"${text}" is no !!${name}`)
}

/** An integer of 64 bits, in any base that Go's `strconv.ParseInt` knows. */
export function readInteger(text: string): number | bigint | undefined {
  const [, sign = '', hex, binary, octal, decimal] = integer.exec(text.replaceAll('_', '')) ?? []
  const digits = hex === undefined ? (binary === undefined ? (octal === undefined ? decimal : `0o${octal}`) : `0b${binary}`) : `0x${hex}`
  if (digits === undefined) return undefined
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits)
  // A plus sign makes it a signed one.
  return sign === '+' && value >= 2n ** 63n ? undefined : toInteger(value)
}

/** An integer of 64 bits, as a number where a number can hold it; undefined for a larger one. */
export function toInteger(value: bigint): number | bigint | undefined {
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value)
  return value >= -(2n ** 63n) && value < 2n ** 64n ? value : undefined
}

function readFloat(text: string): number | undefined {
  // Anywhere in most; in one that begins with a point, between digits.
  const digits = text.replaceAll(text.startsWith('.') ? /(?<=[0-9])_(?=[0-9])/g : '_', '')
  if (!float.test(digits)) return undefined
  const value = Number(digits)
  return Number.isFinite(value) ? value : undefined
}

function isDate(text: string): boolean {
  if (!date.test(text)) return false
  const [year = 0, month = 0, day = 0] = text.split(/[-Tt ]/).map(Number)
  return new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1 && day > 0
}

function readBase64(text: string): string {
  const encoded = text.replaceAll(/[\r\n]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) throw new Error('no valid base64')
  return Buffer.from(encoded, 'base64').toString('utf8')
}

function list<T>(value: T, texts: string): [string, T][] {
  return texts.split(' ').map((text) => [text, value])
}

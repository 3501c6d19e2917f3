// YAML text ↔ values, as Kubernetes' own programs read it (kubectl, client-go, the API server: sigs.k8s.io/yaml). Pure.
import { Document, visit } from 'yaml'
import { resolvePlain } from './kube-scalar.ts'
import { toKubeValue } from './kube-value.ts'
import { YamlError } from './yaml/cursor.ts'
import { parseNodes } from './yaml/parse-nodes.ts'

/** Something about a place in a text; line and column from 1. */
export interface YamlRemark {
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface YamlReading {
  /** Undefined where there are problems, null for nothing. Integers beyond 2^53 are bigint. */
  readonly value: unknown
  readonly problems: readonly YamlRemark[]
  readonly notices: readonly YamlRemark[]
}

/** One document. */
export function readYaml(text: string): YamlReading {
  try {
    const root = parseNodes(text)
    if (!root) return { value: null, problems: [], notices: [] }
    const { value, repeated } = toKubeValue(root)
    return { value, problems: [], notices: repeated.map(({ offset, message }) => remark(text, offset, message)) }
  } catch (error) {
    // Nested beyond what the stack holds.
    const known = error instanceof RangeError ? new YamlError(0, 'nested too deeply to be read') : error
    if (!(known instanceof YamlError)) throw known
    return { value: undefined, problems: [remark(text, known.offset, known.message)], notices: [] }
  }
}

/** The value of one document. Throws an Error with the place of what is wrong: `2:7  could not find expected ':'`. */
export function parseYaml(text: string): unknown {
  const { value, problems } = readYaml(text)
  const [first] = problems
  if (first) throw new Error(`${first.line}:${first.column}  ${first.message}`)
  return value
}

function remark(text: string, offset: number, message: string): YamlRemark {
  // What is missing at the end is missing behind the last word.
  const before = text.slice(0, Math.min(offset, text.trimEnd().length)).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1, message }
}

/** Keys that stand again in their map: JSON is read by another reader, which does not tell. */
export function findRepeatedKeys(json: string): readonly YamlRemark[] {
  return readYaml(json.replaceAll('\t', ' ')).notices
}

export interface WriteYamlOptions {
  /** Whether a list stands further in than its key. @default true */
  readonly indentSeq?: boolean
}

/** One document that those programs read as this very value: a text that they would take for something else gets quotes. */
export function writeYaml(value: unknown, { indentSeq = true }: WriteYamlOptions = {}): string {
  const document = new Document(value, { version: '1.2', aliasDuplicateObjects: false })
  visit(document, {
    Scalar(key, node) {
      if (typeof node.value !== 'string') return
      // A block scalar needs something that it is indented from.
      const isRoot = key === null && node.value.includes('\n')
      if (isRoot || needsQuotes(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  return document
    .toString({ lineWidth: 0, indentSeq })
    .replaceAll(unprintable, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}
/** In a block scalar, such white space is lost or taken for indentation. */
const fragile = /^\s|[ \t](?:\n|$)|[\r\t]|\n\n$/
const unprintable = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g

function needsQuotes(text: string): boolean {
  return typeof resolvePlain(text) !== 'string' || text === '<<' || text.search(unprintable) >= 0 || fragile.test(text)
}

// The text of a manifest file → its documents, split and read as kubectl does (k8s.io/apimachinery 0.37, util/yaml/decoder.go): a text
// that begins with a brace is a stream of JSON values until it fails to be one, any other is YAML between lines that begin with ---.
// Every document is read, also those after one with a mistake. Pure.
import { parseJson } from './kube-json.ts'
import { findRepeatedKeys, readYaml, type YamlRemark } from './kube-yaml.ts'

export interface KubeDocument {
  /** Undefined where there are problems, null for an empty document. Integers beyond 2^53 are bigint. */
  readonly value: unknown
  /** The line in the text on which it begins, from 1. */
  readonly line: number
  /** Why it cannot be read. */
  readonly problems: readonly YamlRemark[]
  /** What was read all the same, and its author may not know. */
  readonly notices: readonly YamlRemark[]
}

/** What stands between separators; the part before the first one only where it is not empty. */
export function readKubeDocuments(text: string): KubeDocument[] {
  const plain = text.replace(/^\uFEFF/, '')
  if (!/^\s*\{/.test(plain)) return readYamlStream(plain, 1)
  const documents: KubeDocument[] = []
  let at = 0
  for (let end = findJsonEnd(plain, at); end !== undefined; end = findJsonEnd(plain, at)) {
    const start = at + plain.slice(at).search(/\S/)
    const document = readJson(plain.slice(start, end), lineAt(plain, start))
    if (!document) break
    documents.push(document)
    at = end
  }
  // The white space after a JSON value belongs to it, up to the end of the line.
  if (documents.length > 0) at += /^[^\S\n]*\n?/.exec(plain.slice(at))![0].length
  const rest = plain.slice(at)
  if (rest.trim() === '') return documents
  const line = lineAt(plain, at + rest.search(/\S/))
  // After two JSON values, a stream is one of JSON.
  if (documents.length > 1)
    return [
      ...documents,
      { value: undefined, line, problems: [{ line, column: 1, message: 'JSON is expected here, as before' }], notices: [] },
    ]
  return [...documents, ...readYamlStream(rest, lineAt(plain, at))]
}

/** White space or a comment. */
const blank = /^\s*(?:#[^\r\u0085\u2028\u2029]*)?$/

function readYamlStream(text: string, firstLine: number): KubeDocument[] {
  const documents: KubeDocument[] = []
  let lines: string[] = []
  let start = firstLine
  const end = (next: number): void => {
    const document = readOne(lines, start)
    if (documents.length > 0 || document.value !== null) documents.push(document)
    lines = []
    start = next
  }
  const all = text.replace(/\r?\n$/, '').split(/\r?\n/)
  for (const [index, line] of all.entries()) {
    if (!line.startsWith('---')) {
      lines.push(line)
      continue
    }
    end(firstLine + index + 1)
    const behind = line.slice(3).trim()
    if (behind !== '' && !behind.startsWith('#')) {
      const message = `${JSON.stringify(behind)} stands behind the separator ---: its document begins on the next line`
      documents.push({
        value: undefined,
        line: firstLine + index,
        problems: [{ line: firstLine + index, column: 4, message }],
        notices: [],
      })
    }
  }
  end(firstLine + all.length)
  return documents
}

function readOne(lines: readonly string[], line: number): KubeDocument {
  const { value, problems, notices } = readYaml(
    lines
      .map((text) => `${text}\n`)
      .join('')
      .replace(/^\uFEFF/, ''),
  )
  const first = lines.findIndex((text) => !blank.test(text))
  return {
    value,
    line: line + Math.max(first, 0),
    problems: problems.map((remark) => shift(remark, line)),
    notices: notices.map((remark) => shift(remark, line)),
  }
}

function shift(remark: YamlRemark, line: number): YamlRemark {
  return { ...remark, line: remark.line + line - 1 }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** Undefined for what is no JSON. */
function readJson(source: string, line: number): KubeDocument | undefined {
  try {
    const value = parseJson(source)
    return { value, line, problems: [], notices: findRepeatedKeys(source).map((remark) => shift(remark, line)) }
  } catch (error) {
    if (!(error instanceof RangeError)) return undefined
    return { value: undefined, line, problems: [{ line, column: 1, message: error.message }], notices: [] }
  }
}

/** Where the JSON value ends that begins at `from`; undefined when there is none. */
function findJsonEnd(text: string, from: number): number | undefined {
  let depth = 0
  const token = /"(?:[^"\\]|\\.)*"|[[\]{}]/gs
  token.lastIndex = from
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0].startsWith('"')) continue
    depth += '[{'.includes(match[0]) ? 1 : -1
    if (depth === 0) return token.lastIndex
    if (depth < 0) return undefined
  }
  return undefined
}

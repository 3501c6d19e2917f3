// A kubeconfig's text → its fields as client-go reads them, and the nodes that say where in the text each of them stands. Pure.
import { isMap, parseAllDocuments, type ParsedNode, type YAMLMap } from 'yaml'
import { isFields } from '../../support/is-fields.ts'
import { parseYaml } from '../../support/kube-yaml.ts'

export type Fields = Readonly<Record<string, unknown>>

export type KubeconfigRoot = YAMLMap.Parsed

export interface KubeconfigDocument {
  /** What the document says; nothing for one that is empty. */
  readonly fields: Fields
  /** The mapping; undefined where there is none yet. */
  readonly root: KubeconfigRoot | undefined
  /** What stands for "nothing" in a document without a mapping: offsets of its text, and of the document's end. */
  readonly nothing: readonly [start: number, valueEnd: number, end: number]
}

/** The lists of a kubeconfig, in the order in which kubectl writes them. */
export const kubeconfigLists = ['clusters', 'contexts', 'users'] as const

/** Reads the first document, as client-go does. Throws an error that says why the text is no kubeconfig. */
export function parseKubeconfig(text: string): KubeconfigDocument {
  // The places, by a parser that keeps them. Where it reads otherwise than Kubernetes does, an edit goes wrong, and is not given out.
  const documents = parseAllDocuments(text, { version: '1.1', keepSourceTokens: true, uniqueKeys: false, logLevel: 'silent' })
  const document = 'empty' in documents ? undefined : documents[0]
  if (!document) return { fields: {}, root: undefined, nothing: [text.length, text.length, text.length] }
  const fields = parseYaml(withoutMarks(documents.length > 1 ? text.slice(0, document.range[1]) : text))
  // YAML 1.1, hence client-go, ends a line at these, too.
  if (document.errors[0] && /\r(?!\n)|[\u0085\u2028\u2029]/.test(text)) throw new Error('it has line ends other than LF and CRLF')
  if (document.errors[0]) throw document.errors[0]
  const { contents } = document
  if (fields === null) return { fields: {}, root: undefined, nothing: contents?.range ?? document.range }
  if (!isFields(fields) || !isMap<ParsedNode, ParsedNode | null>(contents)) throw new Error('it is not a mapping')
  checkFields(fields)
  return { fields, root: contents, nothing: contents.range }
}

/** Blanks in place of the marks around a document and of the one directive that client-go takes: the reader wants none. */
function withoutMarks(text: string): string {
  const [head = ''] = /^\uFEFF?(?:[ \t]*(?:#.*|%YAML 1\.1(?:[ \t].*)?)?\r?\n)*---(?=[ \t\r\n]|$)/.exec(text) ?? []
  const body = text.slice(head.length).replace(/^\.\.\.(?:[ \t].*)?\r?$[^]*/m, '')
  return head.replace(/---$/, '   ').replaceAll(/^%.*/gm, '') + body
}

/** What client-go would refuse, so that nothing is added to a file that is something else. */
function checkFields(fields: Fields): void {
  const { apiVersion = 'v1', kind = 'Config' } = fields
  if ((apiVersion ?? '') !== '' && apiVersion !== 'v1') throw new Error(`its apiVersion is ${JSON.stringify(apiVersion)}, not v1`)
  if ((kind ?? '') !== '' && kind !== 'Config') throw new Error(`its kind is ${JSON.stringify(kind)}, not Config`)
  for (const list of kubeconfigLists)
    if ((fields[list] ?? undefined) !== undefined && !Array.isArray(fields[list])) throw new Error(`its "${list}" is not a list`)
}

/** The entries of a list; a list that is not there has none. */
export function entriesOf(fields: Fields, list: string): readonly unknown[] {
  const entries = fields[list]
  return Array.isArray(entries) ? (entries as unknown[]) : []
}

export function nameOf(entry: unknown): unknown {
  return isFields(entry) ? entry['name'] : undefined
}

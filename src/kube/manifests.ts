// Manifest text → objects, each with where it came from. Pure. Reads YAML as kubectl does, so that `0644` is octal and
// a date stays a string; JSON is YAML. Reports all mistakes of a text at once.
import { isMap, isScalar, LineCounter, parseAllDocuments } from 'yaml'
import { ConfigError } from '../support/errors.ts'
import { kubeYaml } from '../support/kube-yaml.ts'
import type { KubeObject } from './object.ts'

/** An object to apply and the words by which its author will find it: `web.yaml, document 2`. */
export interface Manifest {
  readonly object: KubeObject
  readonly source: string
}

/** Every object of a text with one or more documents; lists are taken apart, empty documents left out. */
export function parseManifests(text: string, source: string): Manifest[] {
  const lineCounter = new LineCounter()
  const documents = parseAllDocuments(text, { ...kubeYaml, lineCounter, prettyErrors: false })
  if ('empty' in documents) return []
  const problems = documents.flatMap((document) => document.errors.map((error) => `${source}:${place(lineCounter, error.pos[0])}: ${error.message}`))
  if (problems.length > 0) throw invalidManifests(source, problems)
  const several = documents.filter((document) => !isEmpty(document.contents)).length > 1
  const manifests = documents.flatMap((document, index) => {
    if (isEmpty(document.contents)) return []
    const named = several ? `${source}, document ${index + 1}` : source
    if (!isMap(document.contents)) {
      problems.push(`${source}:${place(lineCounter, document.range[0])}: a mapping with apiVersion and kind is expected`)
      return []
    }
    return readManifests(document.toJS() as unknown, named, problems)
  })
  if (problems.length > 0) throw invalidManifests(source, problems)
  return manifests
}

/** Objects handed over as data. */
export function checkManifests(values: readonly unknown[]): Manifest[] {
  const problems: string[] = []
  const manifests = values.flatMap((value, index) => readManifests(value, values.length > 1 ? `object ${index + 1} of ${values.length}` : 'the object given', problems))
  if (problems.length > 0) throw invalidManifests('the objects given', problems)
  return manifests
}

/** One value → its objects: itself, or the items of a list. Mistakes are added to `problems`. */
function readManifests(value: unknown, source: string, problems: string[]): Manifest[] {
  if (!isFields(value)) {
    problems.push(`${source}: a mapping with apiVersion and kind is expected`)
    return []
  }
  const { apiVersion, kind, items } = value
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    // The items of a PodList need not say that they are Pods; those of a plain List must.
    const inherited = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) }
    return items.flatMap((item: unknown, index) => readManifests(isFields(item) ? { ...inherited, ...item } : item, `${source}, item ${index + 1}`, problems))
  }
  if (isKubeObject(value)) return [{ object: value, source }]
  const missing = missingFields(value)
  problems.push(`${source}: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing${isText(kind) ? ` (kind: ${kind})` : ''}`)
  return []
}

function isKubeObject(value: Record<string, unknown>): value is KubeObject {
  return missingFields(value).length === 0
}

function missingFields({ apiVersion, kind, metadata }: Record<string, unknown>): string[] {
  const fields = isFields(metadata) ? metadata : {}
  const isNamed = isText(fields['name']) || isText(fields['generateName'])
  return [!isText(apiVersion) && 'apiVersion', !isText(kind) && 'kind', !isNamed && 'metadata.name'].filter((field) => field !== false)
}

function invalidManifests(source: string, problems: readonly string[]): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', { what: `${source} cannot be applied, ${problems.length === 1 ? 'it has a mistake' : `it has ${problems.length} mistakes`}`, seen: problems })
}

/** Nothing, or nothing but comments. */
function isEmpty(contents: unknown): boolean {
  return contents === null || (isScalar(contents) && contents.value === null)
}

function place(lineCounter: LineCounter, offset: number): string {
  const { line, col } = lineCounter.linePos(offset)
  return `${line}:${col}`
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

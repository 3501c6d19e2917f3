// Manifest text or values → objects, each with where it came from. Pure. What is wrong is collected, so that all files of a folder can
// be told at once; nothing is thrown here.
import { readKubeDocuments, type KubeDocument } from '../../support/kube-documents.ts'
import { isFields } from '../../support/is-fields.ts'
import { findManifestProblems } from './manifest-problems.ts'
import type { KubeObject } from '../object.ts'

/** An object to apply and the words by which its author will find it: `web.yaml, document 2`. */
export interface Manifest {
  readonly object: KubeObject
  readonly source: string
}

export interface ManifestReading {
  readonly manifests: readonly Manifest[]
  /** Each begins with its place: `web.yaml:12:3`. */
  readonly problems: readonly string[]
  /** What was read as kubectl reads it, and its author may not know. */
  readonly notices: readonly string[]
  /** What to do about the problems, where it is known. */
  readonly hints: readonly string[]
}

const renderFirst = 'render the templates and hand over what comes out: helm template <chart>'

/** Every object of a text with one or more documents; lists are taken apart, empty documents left out. */
export function parseManifests(text: string, source: string): ManifestReading {
  if (text.trim() === '') return refusal([])
  const documents = readKubeDocuments(text)
  const several = documents.filter((document) => document.value !== null).length > 1
  const readings = documents.map((document, index) => readDocument(document, source, several ? index + 1 : undefined))
  const isTemplate = readings.some(({ problems }) => problems.length > 0) && /\{\{|\{%/.test(text)
  const { hints, ...reading } = joinReadings(readings)
  return { ...reading, hints: isTemplate ? [...hints, renderFirst] : hints }
}

/** Objects handed over as data. */
export function checkManifests(values: readonly unknown[]): ManifestReading {
  return joinReadings(
    values.map((value, index) => {
      const source = values.length > 1 ? `object ${index + 1} of ${values.length}` : 'the object given'
      return readValue(value, { source, place: source })
    }),
  )
}

export function joinReadings(readings: readonly ManifestReading[]): ManifestReading {
  return {
    manifests: readings.flatMap(({ manifests }) => manifests),
    problems: readings.flatMap(({ problems }) => problems),
    notices: readings.flatMap(({ notices }) => notices),
    hints: [...new Set(readings.flatMap(({ hints }) => hints))],
  }
}

export function refusal(problems: readonly string[], hints: readonly string[] = []): ManifestReading {
  return { manifests: [], problems, notices: [], hints }
}

function readDocument({ value, line, problems, notices }: KubeDocument, source: string, number: number | undefined): ManifestReading {
  const tell = (remark: KubeDocument['problems'][number]): string => `${source}:${remark.line}:${remark.column}  ${remark.message}`
  if (problems.length > 0) return refusal(problems.map(tell))
  const which = number === undefined ? '' : `, document ${number}`
  const origin = { source: `${source}${which}`, place: `${source}:${line}${which}` }
  const reading = value === null ? refusal([]) : readValue(value, origin)
  return { ...reading, notices: [...notices.map(tell), ...reading.notices] }
}

interface Origin {
  /** For errors of the API. */
  readonly source: string
  /** For what is wrong with the text itself, with the line where there is one. */
  readonly place: string
}

/** One value → its objects: itself, or the items of a list. */
function readValue(value: unknown, { source, place }: Origin): ManifestReading {
  if (!isFields(value)) return refusal([`${place}  a map with apiVersion, kind and metadata is expected, this is ${describe(value)}`])
  const { apiVersion, kind, items, metadata } = value
  if (typeof apiVersion === 'string' && apiVersion.startsWith('kustomize.config.k8s.io/'))
    return refusal([`${place}  a ${String(kind)} is built before it is applied`], [buildFirst('<its folder>')])
  // An object of a kind that is called so has a name, a list has none.
  const isList = typeof kind === 'string' && kind.endsWith('List') && !(isFields(metadata) && typeof metadata['name'] === 'string')
  if (isList && (Array.isArray(items) || (kind === 'List' && (items === undefined || items === null)))) {
    // The items of a PodList need not say that they are Pods; those of a plain List must.
    const inherited = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) }
    return joinReadings(
      (Array.isArray(items) ? items : []).map((item: unknown, index) =>
        readValue(isFields(item) ? { ...inherited, ...item } : item, {
          source: `${source}, item ${index + 1}`,
          place: `${place}, item ${index + 1}`,
        }),
      ),
    )
  }
  const problems = findManifestProblems(value)
  return problems.length > 0
    ? refusal(problems.map((problem) => `${place}  ${problem}`))
    : { ...refusal([]), manifests: [{ object: value as unknown as KubeObject, source }] }
}

/** A command whose output can be applied. */
export function buildFirst(folder: string): string {
  return `kubectl kustomize ${folder}: what it prints can be applied, apply(execFileSync('kubectl', ['kustomize', '${folder}'], { encoding: 'utf8' }))`
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  const isWord = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
  return isWord ? `the ${typeof value} ${String(value)}` : value === null ? 'null' : typeof value
}

// A value read from a manifest or handed over as data → what keeps it from being an object of the API, before the API is asked. Pure.
import { isFields } from '../../support/is-fields.ts'
import { nearest } from '../../support/nearest.ts'

type Fields = Record<string, unknown>

const topFields = ['apiVersion', 'kind', 'metadata', 'spec', 'data', 'status']

/** Empty for an object that can be applied. */
export function findManifestProblems(value: Fields): string[] {
  const { apiVersion, kind, metadata } = value
  const hint = typeof kind === 'string' && kind !== '' ? ` (kind: ${kind})` : ''
  return [
    ...findTextProblems('apiVersion', apiVersion, value),
    ...(typeof apiVersion === 'string' && apiVersion !== '' && !/^([a-z0-9.-]+\/)?[a-z0-9]+$/i.test(apiVersion)
      ? [`apiVersion ${JSON.stringify(apiVersion)} is no version such as v1 or apps/v1`]
      : []),
    ...findTextProblems('kind', kind, value),
    ...findMetadataProblems(metadata, value),
  ].map((problem) => (problem.includes('is missing') ? `${problem}${hint}` : problem))
}

function findMetadataProblems(metadata: unknown, value: Fields): string[] {
  if (metadata === undefined || metadata === null) {
    const stray = 'name' in value ? ', "name" stands beside metadata, not in it' : didYouMean('metadata', value)
    return [`metadata.name is missing${stray}`]
  }
  if (!isFields(metadata)) return [`metadata is ${describe(metadata)}, not a map`]
  const { name, generateName, namespace } = metadata
  const named = isBlank(name) && !isBlank(generateName) ? (['generateName', generateName] as const) : (['name', name] as const)
  return [
    ...findTextProblems(`metadata.${named[0]}`, named[1], metadata),
    ...findSegmentProblems('metadata.name', name),
    ...(isBlank(namespace) || typeof namespace === 'string' ? [] : [notText('metadata.namespace', namespace)]),
    ...findSegmentProblems('metadata.namespace', namespace),
  ]
}

function findTextProblems(path: string, value: unknown, beside: Fields): string[] {
  if (isBlank(value)) return [`${path} is missing${didYouMean(path.split('.').at(-1)!, beside)}`]
  return typeof value === 'string' ? [] : [notText(path, value)]
}

/** A name is a part of a path in the API: the check that client-go makes before it asks. */
function findSegmentProblems(path: string, value: unknown): string[] {
  if (typeof value !== 'string') return []
  if (value === '.' || value === '..') return [`${path} may not be "${value}"`]
  const forbidden = /[/%]/.exec(value)
  return forbidden ? [`${path} ${JSON.stringify(value)} may not contain "${forbidden[0]}"`] : []
}

function notText(path: string, value: unknown): string {
  const isWord = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
  return `${path} is ${describe(value)}, not a text${isWord ? ': put it in quotes' : ''}`
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (isFields(value)) return 'a map'
  return `the ${typeof value === 'bigint' ? 'number' : typeof value} ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`
}

function didYouMean(field: string, beside: Fields): string {
  const others = Object.keys(beside).filter((key) => !topFields.includes(key))
  const near = nearest(field, others)
  return near === undefined ? '' : `, there is "${near}"`
}

/** An empty field is one that is not written: Go's JSON cannot tell them apart. */
function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

// A cluster → every object of every kind that its API lists, as of one moment.
import type { KubeConnection } from '../kube/connection.ts'
import { type KubeList, type KubeObject, listedObjects } from '../kube/object.ts'
import { KubeRequestError } from '../kube/request-error.ts'
import { readAllResources, type Resource } from '../kube/resources.ts'
import { createLimit } from '../support/limit.ts'

export interface ListOptions {
  /** The moment: resourceVersion of any list. etcd keeps five minutes of the past. @default now, which differs from kind to kind */
  readonly revision?: string
  /** Kinds that are of no interest, by the plural name: `events`. */
  readonly without?: readonly string[]
  readonly signal: AbortSignal
}

// More would hold up whoever else asks the API server meanwhile.
const listsAtOnce = 4

/** Of each kind in the version that its group prefers. What an aggregated API does not list is left out: it is not in this cluster's store. */
export async function listObjects(connection: KubeConnection, { revision, without = [], signal }: ListOptions): Promise<KubeObject[]> {
  const paths = listCollections(await readAllResources(connection, signal), without)
  const query = revision === undefined ? {} : { resourceVersion: revision, resourceVersionMatch: 'Exact' }
  const limit = createLimit(listsAtOnce)
  const lists = await Promise.all(paths.map((path) => limit(() => listOne(connection, path, query, signal))))
  return lists.flat()
}

function listCollections(resources: readonly Resource[], without: readonly string[]): string[] {
  const paths = new Map<string, string>()
  for (const { apiVersion, plural, verbs } of resources) {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : ''
    const key = `${group}/${plural}`
    if (!verbs.includes('list') || without.includes(plural) || paths.has(key)) continue
    paths.set(key, `${group === '' ? '/api' : '/apis'}/${apiVersion}/${plural}`)
  }
  return [...paths.values()]
}

async function listOne(
  connection: KubeConnection,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  try {
    return listedObjects(await connection.request<KubeList>({ path, query, signal }))
  } catch (error) {
    // Of a server that is not there, or that lists nothing.
    if (error instanceof KubeRequestError && [404, 405, 503].includes(error.status ?? 0)) return []
    throw error
  }
}

// A namespace → all objects in it, of every kind that the server lists there.
import { describeError } from '../support/errors.ts'
import { createLimit } from '../support/limit.ts'
import type { KubeConnection } from './connection.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'
import { readAllResources, type Resource } from './resources.ts'

export interface NamespaceListing {
  /** By kind, in the order in which the server names its kinds. Without events. */
  readonly objects: readonly KubeObject[]
  /** Kinds that were not listed, and why: `secrets: … is forbidden`. */
  readonly problems: readonly string[]
}

/**
 * As many at once as a small API server answers at once; what asks for more has to open connections of its own, and that takes both sides
 * longer than the answer. Of one connection together: a suite whose cluster breaks has many failures to explain at the same time.
 */
const listsAtOnce = 8
const limits = new WeakMap<KubeConnection, ReturnType<typeof createLimit>>()

// Of these, what keeps a test from going on is most often one. They are asked for before the others, for whoever waits no longer.
const telling = [
  'pods',
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'jobs',
  'services',
  'endpointslices',
  'persistentvolumeclaims',
  'configmaps',
]

/** What cannot be listed does not hold up the rest. Rejects with KubeRequestError when the server does not say what it serves. */
export async function listNamespace(
  connection: KubeConnection,
  namespace: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<NamespaceListing> {
  const problems: string[] = []
  const limit = limits.get(connection) ?? createLimit(listsAtOnce)
  limits.set(connection, limit)
  const list = async ({ apiVersion, plural }: Resource): Promise<readonly KubeObject[]> => {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    const path = `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`
    try {
      return listedObjects(await limit(() => connection.request<KubeList>({ path, signal })))
    } catch (error) {
      problems.push(`${plural}: ${describeError(error)}`)
      return []
    }
  }
  const kinds = firstVersions(await readAllResources(connection, signal))
  const isTelling = ({ plural }: Resource): boolean => telling.includes(plural)
  const lists = new Map<Resource, readonly KubeObject[]>()
  for (const some of [kinds.filter(isTelling), kinds.filter((kind) => !isTelling(kind))])
    await Promise.all(some.map(async (kind) => lists.set(kind, await list(kind))))
  return { objects: kinds.flatMap((kind) => lists.get(kind) ?? []), problems }
}

/** Each kind once, in the version that the server names first. Events are asked for by themselves, and metrics are no objects. */
function firstVersions(resources: readonly Resource[]): readonly Resource[] {
  const groupOf = ({ apiVersion, plural }: Resource): string => `${plural}.${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}`
  const listed = resources.filter(
    ({ namespaced, verbs, plural, apiVersion }) =>
      namespaced && verbs.includes('list') && plural !== 'events' && !apiVersion.startsWith('metrics.k8s.io/'),
  )
  return [...Map.groupBy(listed, groupOf).values()].map(([first]) => first!)
}

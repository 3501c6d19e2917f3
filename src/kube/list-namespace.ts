// A namespace → all objects in it, of every kind that the server lists there.
import { describeError } from '../support/errors.ts'
import type { KubeConnection } from './connection.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'
import { readAllResources, type Resource } from './resources.ts'

export interface NamespaceListing {
  /** By kind, in the order in which the server names its kinds. Without events. */
  readonly objects: readonly KubeObject[]
  /** Kinds that were not listed, and why: `secrets: … is forbidden`. */
  readonly problems: readonly string[]
}

/** What cannot be listed does not hold up the rest. Rejects with KubeRequestError when the server does not say what it serves. */
export async function listNamespace(
  connection: KubeConnection,
  namespace: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<NamespaceListing> {
  const problems: string[] = []
  const lists = await Promise.all(
    firstVersions(await readAllResources(connection, signal)).map(async ({ apiVersion, plural }) => {
      const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
      const path = `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`
      try {
        return listedObjects(await connection.request<KubeList>({ path, signal }))
      } catch (error) {
        problems.push(`${plural}: ${describeError(error)}`)
        return []
      }
    }),
  )
  return { objects: lists.flat(), problems }
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

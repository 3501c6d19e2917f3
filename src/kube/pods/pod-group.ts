// A target → the pods it stands for: itself, those of a workload, those behind a Service, or a selection.
import type { Deadline } from '../../support/deadline.ts'
import { ConfigError } from '../../support/errors.ts'
import { awaitObjects } from '../await-objects.ts'
import type { KubeConnection } from '../connection.ts'
import { type Located, locate } from '../locate.ts'
import type { KubeList, KubeObject } from '../object.ts'
import { selectorOf } from '../verdicts/selector.ts'

/** Pods of one namespace that can be listed and watched. */
export interface PodGroup {
  /** `Deployment web`, `pods with app=web` */
  readonly title: string
  readonly namespace: string
  /** Path of the namespace's pods. */
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
  /** The workload or Service; absent for pods that were named themselves. */
  readonly owner?: KubeObject
  /** Whether it is one pod, by its name. */
  readonly single: boolean
}

/** How long one waits, and how long the explanation of a wait in vain may take. */
export interface Patience {
  readonly deadline: Deadline
  readonly explainMs?: number
}

/**
 * Waits for a workload or Service that is not there yet; its pods may be missing still. Throws KIND_CONFIG_INVALID for what has no
 * pods, KIND_TIMED_OUT, KIND_CANCELLED.
 */
export async function findPodGroup(connection: KubeConnection, target: unknown, namespace: string, patience: Patience): Promise<PodGroup> {
  const { deadline } = patience
  const located = await locate(connection, target, namespace, deadline.signal).catch((error: unknown) => {
    if (deadline.signal.aborted) deadline.check('an answer of the API server')
    throw error
  })
  const { title, kind, name, query } = located
  if (kind === 'Pod' && located.namespace !== undefined)
    return { title, namespace: located.namespace, path: located.path, query, single: name !== undefined }
  if (name === undefined) throw withoutPods(`${title} are several that have pods of their own`)
  if (located.namespace === undefined) throw withoutPods(`${title} has no pods`)
  const owner = await awaitOne(connection, located, patience)
  const group = podGroupOf(owner, { title, namespace: located.namespace })
  if (!group) throw withoutPods(`${title} selects no pods`)
  return group
}

/** Of a workload or Service that is at hand. Undefined for one that selects no pods. */
export function podGroupOf(
  owner: KubeObject,
  {
    title = `${owner.kind} ${owner.metadata.name}`,
    namespace = owner.metadata.namespace ?? '',
  }: Partial<Pick<PodGroup, 'title' | 'namespace'>> = {},
): PodGroup | undefined {
  const labelSelector = selectorOf(owner)
  if (labelSelector === undefined || labelSelector === '') return undefined
  return {
    title,
    namespace,
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`,
    query: { labelSelector },
    owner,
    single: false,
  }
}

async function awaitOne(connection: KubeConnection, { title, path, query }: Located, patience: Patience): Promise<KubeObject> {
  const [found] = await awaitObjects(connection, {
    path,
    query,
    awaited: `the coming of ${title}`,
    ...patience,
    judge: (objects) => ({ ready: objects.length > 0, why: `${title}: there is none` }),
    async explain(_objects, signal) {
      const { items } = await connection.request<KubeList>({ path, signal })
      return items.length === 0 ? [] : [`there are: ${items.map(({ metadata }) => metadata.name).join(', ')}`]
    },
  })
  return found!
}

function withoutPods(what: string): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', {
    what,
    do: "name a pod, a workload or a Service, 'deployment/web', or select pods, ref('pods', { labels: 'app=web' })",
  })
}

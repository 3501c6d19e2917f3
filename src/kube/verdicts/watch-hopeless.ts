// Beside a wait for readiness: looks whether what is awaited can still come, at the objects themselves and at the pods they have.
import type { Deadline } from '../../support/deadline.ts'
import { awaitObjects } from '../await-objects.ts'
import type { KubeConnection } from '../connection.ts'
import { isUnschedulable, whyHopeless, whyPodHopeless } from './hopeless.ts'
import { type KubeList, type KubeObject, listedObjects } from '../object.ts'
import { selectorOf } from './selector.ts'

export interface HopelessWatch {
  /** To be called with what is awaited, whenever it changes. */
  look(objects: readonly KubeObject[]): void
}

/** Calls `onHopeless` once, with the reason. Ends with the deadline. */
export function watchHopeless(connection: KubeConnection, deadline: Deadline, onHopeless: (why: string) => void): HopelessWatch {
  let current: readonly KubeObject[] = []
  const watched = new Set<string>()
  const follow = async (namespace: string, labelSelector: string): Promise<void> => {
    const path = `/api/v1/namespaces/${namespace}/pods`
    const owner = (): KubeObject | undefined => current.find((object) => selectorOf(object) === labelSelector)
    onHopeless(
      await awaitHopeless(connection, deadline, { path, query: { labelSelector } }, (pod, nodes) => {
        const workload = owner()
        return workload && whyPodHopeless(pod, workload, nodes)
      }),
    )
  }
  // What the network does meanwhile is for the wait itself to tell.
  const start = (key: string, watching: () => Promise<void>): void => {
    if (watched.has(key)) return
    watched.add(key)
    void watching().catch(() => undefined)
  }
  return {
    look(objects) {
      current = objects
      for (const object of objects) {
        const why = whyHopeless(object)
        if (why !== undefined) onHopeless(why)
        const { namespace, name } = object.metadata
        const selector = selectorOf(object)
        if (namespace === undefined) continue
        if (selector) start(`${namespace} ${selector}`, () => follow(namespace, selector))
        else if (object.kind === 'Pod' && isUnschedulable(object))
          start(`${namespace}/${name}`, async () => {
            const path = `/api/v1/namespaces/${namespace}/pods`
            const query = { fieldSelector: `metadata.name=${name}` }
            onHopeless(await awaitHopeless(connection, deadline, { path, query }, whyHopeless))
          })
      }
    },
  }
}

/** Nodes are read only when the scheduler has found none for a pod, and anew each time it tried. */
async function awaitHopeless(
  connection: KubeConnection,
  deadline: Deadline,
  collection: { readonly path: string; readonly query: Readonly<Record<string, string>> },
  judge: (pod: KubeObject, nodes?: readonly KubeObject[]) => string | undefined,
): Promise<string> {
  const lookedAt = new Set<string | undefined>()
  const versionOf = ({ metadata }: KubeObject): string => `${metadata.uid} ${metadata.resourceVersion}`
  for (;;) {
    const pods = await awaitObjects(connection, {
      ...collection,
      awaited: 'a reason why it cannot come',
      deadline,
      judge: (objects) => ({
        ready: objects.some((pod) => judge(pod) !== undefined || (isUnschedulable(pod) && !lookedAt.has(versionOf(pod)))),
        why: [],
      }),
    })
    const nodes = pods.some(isUnschedulable) ? await readNodes(connection, deadline.signal) : []
    for (const pod of pods) {
      const why = judge(pod, nodes)
      if (why !== undefined) return why
      lookedAt.add(versionOf(pod))
    }
  }
}

async function readNodes(connection: KubeConnection, signal: AbortSignal): Promise<readonly KubeObject[]> {
  return listedObjects(await connection.request<KubeList>({ path: '/api/v1/nodes', signal }))
}

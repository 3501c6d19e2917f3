// A node that takes no more pods, and the pods it has, evicted: what `kubectl cordon` and `kubectl drain` do.
import type { Deadline } from '../support/deadline.ts'
import { poll } from '../support/poll.ts'
import { awaitObjects } from './await-objects.ts'
import type { KubeConnection } from './connection.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'
import { hasEnded } from './verdicts/pod-verdict.ts'
import { KubeRequestError } from './request-error.ts'

const tooManyRequests = 429

// Tells a cordon of ours from one that somebody wants to stay.
const cordonMark = 'vitest-kind/cordoned'

/** Whether the scheduler may give it pods. */
export async function setSchedulable(connection: KubeConnection, node: string, schedulable: boolean, signal: AbortSignal): Promise<void> {
  await connection.request({
    method: 'PATCH',
    path: `/api/v1/nodes/${node}`,
    contentType: 'application/merge-patch+json',
    body: {
      metadata: { annotations: { [cordonMark]: schedulable ? null : 'true' } },
      spec: { unschedulable: schedulable ? null : true },
    },
    signal,
  })
}

/** Ends every cordon of ours. */
export async function uncordonDisturbed(connection: KubeConnection, signal: AbortSignal): Promise<void> {
  const nodes = listedObjects(await connection.request<KubeList>({ path: '/api/v1/nodes', signal }))
  const ours = nodes.filter(({ metadata }) => metadata.annotations?.[cordonMark] !== undefined)
  await Promise.all(ours.map(({ metadata }) => setSchedulable(connection, metadata.name, true, signal)))
}

/**
 * Evicts every pod but those of DaemonSets and the kubelet's own, and waits until they are gone. Asks again while a
 * PodDisruptionBudget forbids it, and tells which when the time is up. Throws KIND_TIMED_OUT.
 */
export async function evictPods(connection: KubeConnection, node: string, deadline: Deadline, gracePeriodSeconds?: number): Promise<void> {
  const { signal } = deadline
  const query = { fieldSelector: `spec.nodeName=${node}` }
  const pods = listedObjects(await connection.request<KubeList>({ path: '/api/v1/pods', query, signal })).filter(isEvictable)
  await Promise.all(pods.map((pod) => evict(connection, pod, deadline, gracePeriodSeconds)))
  const uids = new Set(pods.map(({ metadata }) => metadata.uid))
  await awaitObjects(connection, {
    path: '/api/v1/pods',
    query,
    awaited: `the end of the pods on ${node}`,
    deadline,
    judge(left) {
      const remain = left.filter(({ metadata }) => uids.has(metadata.uid))
      return { ready: remain.length === 0, why: remain.map((pod) => `${titleOf(pod)} is still there`) }
    },
  })
}

async function evict(connection: KubeConnection, pod: KubeObject, deadline: Deadline, gracePeriodSeconds?: number): Promise<void> {
  const { name, namespace = 'default' } = pod.metadata
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    ...(gracePeriodSeconds !== undefined && { deleteOptions: { gracePeriodSeconds } }),
  }
  await poll(
    async (see) => {
      try {
        await connection.request({
          method: 'POST',
          path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
          body,
          signal: deadline.signal,
        })
        return true
      } catch (error) {
        if (!(error instanceof KubeRequestError)) throw error
        if (error.status === 404 || isGoing(error)) return true
        if (error.status !== tooManyRequests) throw error
        see(`${titleOf(pod)}: ${error.apiMessage}`)
        return undefined
      }
    },
    { deadline, awaited: `the eviction of ${titleOf(pod)}`, everyMs: 500 },
  )
}

/** Its whole namespace is on its way out: nothing can be asked in there any more. */
function isGoing({ status, apiMessage }: KubeRequestError): boolean {
  return status === 403 && apiMessage.includes('being terminated')
}

function isEvictable(pod: KubeObject): boolean {
  const owners = (pod.metadata['ownerReferences'] ?? []) as readonly { readonly kind: string }[]
  return !hasEnded(pod) && !owners.some(({ kind }) => kind === 'DaemonSet' || kind === 'Node')
}

function titleOf({ metadata: { namespace, name } }: KubeObject): string {
  return `Pod ${namespace}/${name}`
}

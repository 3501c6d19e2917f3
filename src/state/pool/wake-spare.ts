// A spare that has just been thawed → usable: its kubelets have reported, its nodes are Ready, its controllers are at work.
import type { Cluster } from '../../cluster/cluster.ts'
import { awaitObjects } from '../../kube/await-objects.ts'
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { awaitApi } from '../../kube/readiness.ts'
import { awaitUsable } from '../../kube/usable.ts'
import type { Deadline } from '../../support/deadline.ts'
import { wakeControllers } from './rest-spare.ts'

// A node whose word is older than fifty seconds counts as lost; its kubelet gives it every ten, and at once when that was missed.
const freshMs = 20_000

interface Condition {
  readonly type: string
  readonly status: string
}

export async function wakeSpare(
  cluster: Cluster,
  { thawedAtMs, deadline }: { readonly thawedAtMs: number; readonly deadline: Deadline },
): Promise<void> {
  await using connection = await cluster.connect()
  await awaitApi(connection, deadline)
  const names = cluster.nodes.map(({ name }) => name)
  await awaitLeases(connection, names, thawedAtMs - freshMs, deadline)
  await Promise.all(names.map((name) => callReady(connection, name, deadline.signal)))
  await wakeControllers(cluster, deadline.signal)
  await awaitUsable(connection, { names, network: cluster.hasNetwork }, deadline)
}

async function awaitLeases(connection: KubeConnection, names: readonly string[], sinceMs: number, deadline: Deadline): Promise<void> {
  await awaitObjects(connection, {
    path: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
    awaited: `a sign of life from ${names.join(', ')}`,
    deadline,
    judge(leases) {
      const renewedAt = (lease: KubeObject): number => Date.parse((lease['spec'] as { readonly renewTime?: string }).renewTime ?? '')
      const heard = new Set(leases.filter((lease) => renewedAt(lease) >= sinceMs).map(({ metadata }) => metadata.name))
      const silent = names.filter((name) => !heard.has(name))
      return { ready: silent.length === 0, why: silent.map((name) => `the kubelet of ${name} has not reported since`) }
    },
  })
}

/**
 * A kubelet's first report after such a time may say that its runtime was not heard of for so long; the next one, ten seconds later, that all is
 * well. That it is at work its lease has said.
 */
async function callReady(connection: KubeConnection, name: string, signal: AbortSignal): Promise<void> {
  const node = await connection.request<KubeObject>({ path: `/api/v1/nodes/${name}`, signal })
  const { conditions = [] } = (node['status'] ?? {}) as { readonly conditions?: readonly Condition[] }
  const ready = conditions.find(({ type }) => type === 'Ready')
  if (ready?.status === 'True') return
  const now = new Date().toISOString().replace(/\.\d+/, '')
  const condition = {
    ...ready,
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'thawed by vitest-kind',
    lastTransitionTime: now,
  }
  await connection.request({
    method: 'PATCH',
    path: `/api/v1/nodes/${name}/status`,
    contentType: 'application/strategic-merge-patch+json',
    body: { status: { conditions: [condition] } },
    signal,
  })
}

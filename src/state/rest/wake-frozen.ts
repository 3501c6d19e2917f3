// A cluster that has just been thawed → usable: its kubelets have reported, its nodes are Ready, its controllers are at work.
import type { Cluster } from '../../cluster/cluster.ts'
import { awaitObjects } from '../../kube/await-objects.ts'
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { awaitApi } from '../../kube/readiness.ts'
import { awaitUsable, awaitUsableAgain } from '../../kube/usable.ts'
import type { Deadline } from '../../support/deadline.ts'
import { areControllersHeld, letControllersGo } from './hold-controllers.ts'

// A node whose word is older than fifty seconds counts as lost; its kubelet gives it every ten, and at once when that was missed.
const freshMs = 20_000

interface Condition {
  readonly type: string
  readonly status: string
}

/**
 * In under a second where its controllers were held while it froze (freeze-cluster.ts). Where somebody else has frozen it they may call its nodes
 * lost at any moment, and what these say from now on is waited for.
 */
export async function wakeFrozen(
  cluster: Cluster,
  { thawedAtMs, deadline }: { readonly thawedAtMs: number; readonly deadline: Deadline },
): Promise<void> {
  await using connection = await cluster.connect()
  const names = cluster.nodes.map(({ name }) => name)
  const nodes = { names, network: cluster.hasNetwork }
  const [held] = await Promise.all([areControllersHeld(cluster, deadline.signal), awaitApi(connection, deadline)])
  if (!held) return awaitUsableAgain(connection, nodes, { endedAtMs: thawedAtMs, restarted: [] }, deadline)
  await awaitLeases(connection, names, thawedAtMs - freshMs, deadline)
  await Promise.all(names.map((name) => callReady(connection, name, deadline.signal)))
  await letControllersGo(cluster, deadline.signal)
  await awaitUsable(connection, nodes, deadline)
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

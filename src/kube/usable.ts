// "Usable", as one wait: what a first test needs of a cluster. And the same for one that was away: what its API says is then
// of before until the nodes have reported anew.
import type { Deadline } from '../support/deadline.ts'
import { awaitObjects } from './await-objects.ts'
import { awaitTogether } from './await-together.ts'
import type { KubeConnection } from './connection.ts'
import type { KubeObject } from './object.ts'
import { findCondition } from './verdicts/conditions.ts'
import { hasEnded, judgePod } from './verdicts/pod-verdict.ts'
import { awaitApi, awaitCoreDns, awaitDefaultServiceAccount, awaitNodesReady } from './readiness.ts'

export interface UsableNodes {
  readonly names: readonly string[]
  /** False when its overlay network is the user's affair: then no node can become Ready without them. */
  readonly network: boolean
}

/** Until every node is Ready and takes pods, CoreDNS is Ready and the `default` ServiceAccount is there. */
export async function awaitUsable(connection: KubeConnection, { names, network }: UsableNodes, deadline: Deadline): Promise<void> {
  const waits = [awaitDefaultServiceAccount(connection, 'default', deadline)]
  if (network) waits.push(awaitNodesReady(connection, names, deadline), awaitCoreDns(connection, deadline))
  await Promise.all(waits)
}

export interface Absence {
  /** When it ended, milliseconds since 1970 by the nodes' own clock. */
  readonly endedAtMs: number
  /** Nodes whose processes were ended, and not only frozen. */
  readonly restarted: readonly string[]
}

/** {@link awaitUsable}, for a cluster whose nodes were frozen or stopped: by what they say now. */
export async function awaitUsableAgain(
  connection: KubeConnection,
  nodes: UsableNodes,
  absence: Absence,
  deadline: Deadline,
): Promise<void> {
  await awaitNodesBack(connection, nodes, absence, deadline)
  await awaitUsable(connection, nodes, deadline)
}

/** For nodes of a cluster of which others may still be away: the system's pods elsewhere are not waited for. */
export async function awaitNodesBack(
  connection: KubeConnection,
  { names, network }: UsableNodes,
  absence: Absence,
  deadline: Deadline,
): Promise<void> {
  await awaitApi(connection, deadline)
  await awaitHeartbeats(connection, names, absence.endedAtMs, deadline)
  await awaitSystemPods(connection, absence, deadline)
  if (network) await awaitNodesReady(connection, names, deadline)
}

/**
 * Until every kubelet has reported: a node is called Ready for 50 s after its last word. It renews its lease, which may take it 10 s
 * after it was started anew, and it sends its conditions, which it does at once then.
 */
async function awaitHeartbeats(connection: KubeConnection, names: readonly string[], sinceMs: number, deadline: Deadline): Promise<void> {
  await awaitTogether(connection, {
    collections: [{ path: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases' }, { path: '/api/v1/nodes' }],
    awaited: `a sign of life from ${names.join(', ')}`,
    deadline,
    judge(leases, nodes) {
      const find = (objects: readonly KubeObject[], name: string): KubeObject | undefined =>
        objects.find(({ metadata }) => metadata.name === name)
      const silent = names.filter((name) => Math.max(renewedAtMs(find(leases, name)), heardAtMs(find(nodes, name))) < sinceMs)
      return { ready: silent.length === 0, why: silent.map((name) => `the kubelet of ${name} has not reported since`) }
    },
  })
}

/**
 * Until the system's pods on those nodes run and are Ready again: static pods, DaemonSets, CoreDNS. Their owners say so already,
 * for the controllers have been away too, and know only of before.
 */
async function awaitSystemPods(connection: KubeConnection, { endedAtMs, restarted }: Absence, deadline: Deadline): Promise<void> {
  await awaitObjects(connection, {
    path: '/api/v1/namespaces/kube-system/pods',
    awaited: 'readiness of the pods in kube-system',
    deadline,
    judge(pods) {
      const concerned = pods.filter((pod) => restarted.includes(nodeOf(pod)) && isOfSystem(pod) && !hasEnded(pod))
      const verdicts = concerned.map((pod) =>
        startedAtMs(pod) < endedAtMs ? { ready: false, why: `Pod ${pod.metadata.name} has not started again` } : judgePod(pod),
      )
      const why = verdicts.filter((verdict) => !verdict.ready).map((verdict) => verdict.why)
      return { ready: why.length === 0, why }
    },
  })
}

function nodeOf(pod: KubeObject): string {
  return (pod['spec'] as { readonly nodeName?: string } | undefined)?.nodeName ?? ''
}

/** The kubelet's own pods are owned by their Node. */
function isOfSystem({ metadata }: KubeObject): boolean {
  const owners = (metadata['ownerReferences'] ?? []) as readonly { readonly kind: string }[]
  return metadata.labels?.['k8s-app'] === 'kube-dns' || owners.some(({ kind }) => kind === 'Node' || kind === 'DaemonSet')
}

function renewedAtMs(lease: KubeObject | undefined): number {
  const spec = lease?.['spec'] as { readonly renewTime?: string } | undefined
  return Date.parse(spec?.renewTime ?? '') || 0
}

/** Of whole seconds: what was said earlier in the second of the end does not count, and need not. */
function heardAtMs(node: KubeObject | undefined): number {
  return Date.parse((node && findCondition(node, 'Ready')?.lastHeartbeatTime) ?? '') || 0
}

/** When the youngest container began; of whole seconds, so the end of the second counts. */
function startedAtMs(pod: KubeObject): number {
  const status = pod['status'] as
    | { readonly containerStatuses?: readonly { readonly state?: { readonly running?: { readonly startedAt?: string } } }[] }
    | undefined
  const starts = (status?.containerStatuses ?? []).map(({ state }) => Date.parse(state?.running?.startedAt ?? '') || 0)
  return Math.max(0, ...starts) + 999
}

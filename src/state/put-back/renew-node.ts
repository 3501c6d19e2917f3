// A Node → the one of another cluster, before its kubelet has said a word: what users and controllers have set on it stays. Pure.
import type { KubeObject } from '../../kube/object.ts'
import type { StateNames } from '../cluster-state.ts'
import { isNetworkNote } from '../network-note.ts'
import type { Renewal } from './renewal.ts'

interface NodeSpec {
  readonly taints?: readonly { readonly key: string }[]
  readonly providerID?: string
  readonly [field: string]: unknown
}

/** As Kubernetes itself marks one that joins, until it is Ready. */
const joinTaint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const

/**
 * Its name is exchanged with all others. kubeadm joins under the name of a Node that is there as long as that is not Ready. Undefined for one
 * that the other cluster has no place for; one that no container is (kwok) stays as it is.
 */
export function renewNode(node: KubeObject, from: StateNames, renewal: Renewal): KubeObject | undefined {
  const { names, addresses, nowMs } = renewal
  const place = from.nodes.indexOf(node.metadata.name)
  if (place === -1) return node
  const name = names.nodes[place]
  if (name === undefined) return undefined
  const isFirst = place === 0
  const { taints = [], unschedulable: _cordoned, ...spec } = (node['spec'] ?? {}) as NodeSpec
  // Those that Kubernetes sets by itself say how the node was; the range of its pods stays.
  const held = isFirst ? [] : [joinTaint]
  const lasting = [...taints.filter(({ key }) => !key.startsWith('node.kubernetes.io/')), ...held]
  return {
    ...node,
    metadata: { ...node.metadata, annotations: withoutReports(node.metadata.annotations ?? {}) },
    spec: {
      ...spec,
      providerID: `kind://docker/${names.cluster}/${name}`,
      ...(lasting.length > 0 && { taints: lasting }),
    },
    status: {
      // Without these, a kubelet that has not measured yet turns its pods down for lack of room. It reports its own a moment later.
      ...pickRoom(node),
      // kube-proxy ends where its node has none. Those of the others are known when they join.
      ...(isFirst && {
        addresses: [...addresses.map((address) => ({ type: 'InternalIP', address })), { type: 'Hostname', address: name }],
      }),
      // A kubelet that finds its node not Ready reports as soon as it is, and not with its next report 10 s later.
      conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'not started yet', ...stamp(nowMs) }],
    },
  }
}

/** What its network and storage have noted of it are addresses of before. */
function withoutReports(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => !isNetworkNote(key) && !key.startsWith('csi.volume.kubernetes.io/')),
  )
}

function stamp(nowMs: number): object {
  const now = `${new Date(nowMs).toISOString().slice(0, 19)}Z`
  return { lastHeartbeatTime: now, lastTransitionTime: now }
}

function pickRoom(node: KubeObject): object {
  const { capacity, allocatable } = (node['status'] ?? {}) as { readonly capacity?: object; readonly allocatable?: object }
  return { ...(capacity && { capacity }), ...(allocatable && { allocatable }) }
}

// The Node that kubeadm init ran on → the one of another cluster, before its kubelet has said a word. Others join anew. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { holdTaint } from './hold-pods.ts'
import type { StateNames } from '../cluster-state.ts'
import type { Renewal } from './renewal.ts'

interface NodeSpec {
  readonly taints?: readonly { readonly key: string }[]
  readonly providerID?: string
  readonly [field: string]: unknown
}

/** Its name is exchanged with all others. Undefined for a node that is not there yet. */
export function renewNode(node: KubeObject, from: StateNames, { names, addresses, holdsPods, nowMs }: Renewal): KubeObject | undefined {
  if (node.metadata.name !== from.nodes[0]) return undefined
  const { taints = [], unschedulable: _cordoned, ...spec } = (node['spec'] ?? {}) as NodeSpec
  // Those that Kubernetes sets by itself say how the node was; the range of its pods stays.
  const lasting = [...taints.filter(({ key }) => !key.startsWith('node.kubernetes.io/')), ...(holdsPods ? [holdTaint] : [])]
  return {
    ...node,
    metadata: { ...node.metadata, annotations: withoutReports(node.metadata.annotations ?? {}) },
    spec: {
      ...spec,
      providerID: `kind://docker/${names.cluster}/${names.nodes[0]}`,
      ...(lasting.length > 0 && { taints: lasting }),
    },
    status: {
      // Without these, a kubelet that has not measured yet turns its pods down for lack of room. It reports its own a moment later.
      ...pickRoom(node),
      // kube-proxy ends where its node has none.
      addresses: [...addresses.map((address) => ({ type: 'InternalIP', address })), { type: 'Hostname', address: names.nodes[0] }],
      // A kubelet that finds its node not Ready reports as soon as it is, and not with its next report 10 s later.
      conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'not started yet', ...stamp(nowMs) }],
    },
  }
}

/** What its network and storage have noted of it are addresses of before. */
function withoutReports(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([key]) => !key.startsWith('flannel.alpha.coreos.com/') && !key.startsWith('csi.volume.kubernetes.io/'),
    ),
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

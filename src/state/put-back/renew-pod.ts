// A pod of the first node → one that its kubelet has yet to start, and starts as soon as it hears of it. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { hasEnded } from '../../kube/verdicts/pod-verdict.ts'
import type { StateNames } from '../cluster-state.ts'

interface PodSpec {
  readonly nodeName?: string
  readonly [field: string]: unknown
}

/** Undefined for what somebody makes anew: static pods by the kubelet, those of other nodes and those that have ended by their owners. */
export function renewPod(pod: KubeObject, from: StateNames): KubeObject | undefined {
  const { metadata } = pod
  const { nodeName, ...spec } = (pod['spec'] ?? {}) as PodSpec
  const isStatic = metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
  if (isStatic || metadata.deletionTimestamp !== undefined || hasEnded(pod)) return undefined
  if (nodeName !== undefined && nodeName !== from.nodes[0] && isOwned(pod)) return undefined
  const isBound = nodeName === from.nodes[0]
  const { qosClass } = (pod['status'] ?? {}) as { readonly qosClass?: string }
  return {
    ...pod,
    spec: { ...spec, ...(isBound && { nodeName }) },
    status: {
      phase: 'Pending',
      ...(isBound && { conditions: [{ type: 'PodScheduled', status: 'True' }] }),
      ...(qosClass !== undefined && { qosClass }),
    },
  }
}

function isOwned({ metadata }: KubeObject): boolean {
  return ((metadata['ownerReferences'] ?? []) as readonly unknown[]).length > 0
}

// What a node's kubeadm configuration is made from: parts of a plan, so that this folder knows nothing of containers.
import type { ClusterPolicy, ClusterSpec, NodeRole, NodeSpec } from '../../config/spec.ts'
import type { HostFacts, ImageFacts } from '../host-facts.ts'

export interface KubeadmCluster {
  readonly spec: ClusterSpec
  readonly policy: Pick<ClusterPolicy, 'bootTimeoutMs'>
  readonly host: Pick<HostFacts, 'engineHost' | 'machine' | 'rootless'>
  readonly bootstrapToken: string
  /** Host and port by which nodes reach the API. */
  readonly endpoint: string
  /** Address of the engine's host on which the API is published. */
  readonly apiServerAddress: string
  /** In front of several control planes. */
  readonly loadBalancer?: object
  /** The one that kubeadm init runs on is the first. */
  readonly nodes: readonly KubeadmNode[]
}

export interface KubeadmNode {
  readonly name: string
  readonly role: NodeRole
  /** As the spec has it. */
  readonly spec: NodeSpec
  readonly labels: Readonly<Record<string, string>>
  /** The node's own: kubeadm reads what its version knows. */
  readonly image: Pick<ImageFacts, 'kubernetesVersion' | 'isVersionAssumed' | 'hurries'>
}

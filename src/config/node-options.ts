// What a user may write of one node. Types only; the rest of the cluster is in options.ts.
import type { Json6902Patch } from './options.ts'

/** One node of the cluster, as asked for. All but `taints`, `env`, `memory` and `cpus` are kind's fields. */
export interface NodeOptions {
  /**
   * What the node does. At least one node must be a control plane.
   *
   * @default 'control-plane'
   */
  readonly role?: 'control-plane' | 'worker'
  /**
   * Node image of this node alone, over the cluster's `image`. A worker may be of an older Kubernetes than the control planes, by three minor versions at most, and of no newer one.
   *
   * @default the cluster's `image`
   */
  readonly image?: string
  /**
   * Kubernetes labels of the node. Of `kubernetes.io` and `k8s.io` a node may give itself but a few, such as
   * `topology.kubernetes.io/zone`; a role is for `kubectl label node`, when the cluster is there.
   *
   * @default {}
   */
  readonly labels?: Readonly<Record<string, string>>
  /**
   * Kubernetes taints of the node, in place of kubeadm's own; `[]` lets every pod run on a control plane.
   *
   * @default kubeadm's on a control plane beside workers, else none
   */
  readonly taints?: readonly TaintOptions[]
  /**
   * Environment of the node's first process, over the cluster's `env`.
   *
   * @default {}
   */
  readonly env?: Readonly<Record<string, string>>
  /**
   * Limit for the whole node, in bytes or as '2Gi', swap included. The node offers pods no more than that.
   *
   * @default no limit
   */
  readonly memory?: string | number
  /**
   * Limit for the whole node, in cores; may be a fraction. The node offers pods no more, a control plane at least one.
   *
   * @default no limit
   */
  readonly cpus?: number
  /**
   * Files and folders of the engine's host in the node; a pod reaches them by `hostPath`.
   *
   * @default []
   */
  readonly extraMounts?: readonly MountOptions[]
  /**
   * Ports of the node published on the engine's host; with a NodePort Service, the way in from outside.
   *
   * @default []
   */
  readonly extraPortMappings?: readonly PortMappingOptions[]
  /**
   * As the cluster's, for this node alone and applied after those.
   *
   * @default []
   */
  readonly kubeadmConfigPatches?: readonly (string | object)[]
  /**
   * As the cluster's, for this node alone and applied after those.
   *
   * @default []
   */
  readonly kubeadmConfigPatchesJSON6902?: readonly Json6902Patch[]
}

/** A Kubernetes taint. */
export interface TaintOptions {
  /**
   * Key of the taint.
   *
   * @default required
   */
  readonly key: string
  /**
   * Value of the taint.
   *
   * @default ''
   */
  readonly value?: string
  /**
   * What happens to pods that do not tolerate it: NoSchedule, PreferNoSchedule or NoExecute.
   *
   * @default required
   */
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

/** A folder of the host in a node. */
export interface MountOptions {
  /**
   * Path in the node.
   *
   * @default required
   */
  readonly containerPath: string
  /**
   * Path on the engine's host, which must be there. A relative path counts from the project's root, in the CLI from the
   * working directory, as with kind.
   *
   * @default required
   */
  readonly hostPath: string
  /**
   * Keeps the node from writing to it.
   *
   * @default false
   */
  readonly readOnly?: boolean
  /**
   * Has SELinux relabel it for the container.
   *
   * @default false
   */
  readonly selinuxRelabel?: boolean
  /**
   * Whether mounts made below it later are seen on the other side: None, HostToContainer or Bidirectional.
   *
   * @default 'None'
   */
  readonly propagation?: 'None' | 'HostToContainer' | 'Bidirectional'
}

/** A port of a node on the host. */
export interface PortMappingOptions {
  /**
   * Port of the node.
   *
   * @default required
   */
  readonly containerPort: number
  /**
   * Port of the host; 0 is a free one, kept over restarts, -1 one that the engine chooses at each start.
   *
   * @default 0
   */
  readonly hostPort?: number
  /**
   * Address of the host.
   *
   * @default '0.0.0.0', with `ipFamily: 'ipv6'` '::'
   */
  readonly listenAddress?: string
  /**
   * TCP, UDP or SCTP, in either case.
   *
   * @default 'TCP'
   */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP' | 'tcp' | 'udp' | 'sctp'
}

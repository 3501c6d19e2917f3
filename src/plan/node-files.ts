// One node of the plan → the files it must hold before it is released.
import { restrictOomScore } from './containerd-config.ts'
import type { NodeFacts } from './host-facts.ts'
import { renderKubeadmConfig } from './kubeadm-config.ts'
import { nodePaths } from './node-paths.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'

export interface NodeFile {
  readonly path: string
  readonly content: string
  readonly mode?: number
}

/** What is known of a node only once it is paused. */
export interface PausedNodeFacts extends NodeFacts {
  /** The node's address on the Docker network. */
  readonly address: string
  /** Its containerd configuration as the image brought it. */
  readonly containerdConfig: string
}

export function planNodeFiles(plan: ClusterPlan, node: NodePlan, facts: PausedNodeFacts): NodeFile[] {
  return [
    // Holds the bootstrap token.
    { path: nodePaths.kubeadmConfig, content: renderKubeadmConfig(plan, node, facts.address, facts), mode: 0o600 },
    { path: nodePaths.serviceSubnet, content: `${plan.spec.networking.serviceSubnet}\n` },
    ...(facts.lacksSysResource ? [{ path: nodePaths.containerdConfig, content: restrictOomScore(facts.containerdConfig) }] : []),
  ]
}

/** What a restricted host makes us set, one sentence each, to be said once. */
export function describeRestrictions(facts: NodeFacts): string[] {
  return [
    ...(facts.cgroupVersion === 1 ? ['this host has cgroup v1: the kubelet is told failCgroupV1: false'] : []),
    ...(facts.lacksSysResource
      ? ['this host withholds CAP_SYS_RESOURCE: containerd gets restrict_oom_score_adj, the kubelet the gate KubeletInUserNamespace']
      : []),
  ]
}

// One node of the plan → the files it must hold before it is released.
import { stringify } from 'yaml'
import { isContainerdConfigKept, patchContainerdConfig } from './containerd-config.ts'
import type { NodeFacts } from './host-facts.ts'
import { hasCoreDnsPatches } from './kubeadm-api.ts'
import { renderKubeadmConfig } from './kubeadm-config.ts'
import type { NodeAddresses } from './node-addresses.ts'
import { planNodePatches } from './node-patches.ts'
import { nodePaths } from './node-paths.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'

export interface NodeFile {
  readonly path: string
  readonly content: string
  readonly mode?: number
}

/** What is known of a node only once it is paused. */
export interface PausedNodeFacts extends NodeFacts {
  /** The node's own on the Docker network. */
  readonly addresses: NodeAddresses
  /** Its containerd configuration as the image brought it. */
  readonly containerdConfig: string
}

export interface PlannedFiles {
  readonly files: readonly NodeFile[]
  /** What the user should know of them. */
  readonly notices: readonly string[]
}

export function planNodeFiles(plan: ClusterPlan, node: NodePlan, facts: PausedNodeFacts): PlannedFiles {
  const host = { restrictOomScore: facts.lacksSysResource }
  const containerd = isContainerdConfigKept(plan.spec, host) ? undefined : patchContainerdConfig(facts.containerdConfig, plan.spec, host)
  return {
    files: [
      // Holds the bootstrap token.
      { path: nodePaths.kubeadmConfig, content: renderKubeadmConfig(plan, node, facts.addresses, facts), mode: 0o600 },
      { path: nodePaths.serviceSubnet, content: `${plan.spec.networking.serviceSubnet}\n` },
      ...(hasCoreDnsPatches(plan) ? [coreDnsPatch] : []),
      ...planNodePatches(plan, node),
      ...(containerd ? [{ path: nodePaths.containerdConfig, content: containerd.text }] : []),
    ],
    notices: containerd?.notices ?? [],
  }
}

// CoreDNS answers a second after its start, and is asked every 10 s by kubeadm's manifest: asked every second, the first test
// starts up to 9 s earlier (measured: 8 s).
const coreDnsPatch: NodeFile = {
  path: `${nodePaths.kubeadmPatches}/corednsdeployment+strategic.yaml`,
  content: stringify({ spec: { template: { spec: { containers: [{ name: 'coredns', readinessProbe: { periodSeconds: 1 } }] } } } }),
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

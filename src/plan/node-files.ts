// One node of the plan → the files it must hold before it is released.
import { stringify } from 'yaml'
import { registryFolder } from '../config/mirrors.ts'
import { isContainerdConfigKept, patchContainerdConfig } from './containerd-config.ts'
import { planEarlyNetwork } from './early-network.ts'
import { type HostFacts, mustNotFreeze, type NodeFacts } from './host-facts.ts'
import { smallHeap } from './kubeadm/control-plane-patches.ts'
import { hurriedWaits } from './kubeadm/hurry.ts'
import { patchesCoreDns, refusesCgroupV1 } from './kubeadm/kubeadm-api.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm/kubeadm-input.ts'
import { renderKubeadmConfig } from './kubeadm/kubeadm-config.ts'
import type { NodeAddresses } from './node-addresses.ts'
import { planKubeadmPatches } from './kubeadm/kubeadm-patches.ts'
import { nodePaths } from './node-paths.ts'
import type { NodeFile } from './node-file.ts'
import { type Mirror, planMirrorFiles } from './mirror.ts'

/** What is known of a node only once it is paused. */
export interface PausedNodeFacts extends NodeFacts {
  /** The node's own on the Docker network. */
  readonly addresses: NodeAddresses
  /** Its containerd configuration as the image brought it. */
  readonly containerdConfig: string
  /** The overlay network as the image brings it. */
  readonly cniManifest?: string | undefined
}

export interface PlannedFiles {
  readonly files: readonly NodeFile[]
  /** What the user should know of them. */
  readonly notices: readonly string[]
}

// Of a network that names none, as of the engine's own bridge.
const defaultMtu = 1500

export function planNodeFiles(
  cluster: KubeadmCluster & { readonly mirrors: readonly Mirror[]; readonly host: Pick<HostFacts, 'network'> },
  node: KubeadmNode,
  facts: PausedNodeFacts,
): PlannedFiles {
  const network = planEarlyNetwork(
    { spec: cluster.spec, manifest: facts.cniManifest, mtu: cluster.host.network.mtu ?? defaultMtu },
    node === cluster.nodes[0],
  )
  const host = {
    restrictOomScore: facts.lacksSysResource,
    withoutSystemd: mustNotFreeze(facts),
    countsSeldom: cluster.spec.fidelity === 'fast',
    registryFolder: cluster.spec.registry || cluster.mirrors.length > 0 ? registryFolder : undefined,
    networkTemplate: network.find(({ path }) => path === nodePaths.networkTemplate)?.path,
  }
  const containerd = isContainerdConfigKept(cluster.spec, host)
    ? undefined
    : patchContainerdConfig(facts.containerdConfig, cluster.spec, host)
  return {
    files: [
      // Holds the bootstrap token.
      { path: nodePaths.kubeadmConfig, content: renderKubeadmConfig(cluster, node, facts.addresses, facts), mode: 0o600 },
      { path: nodePaths.serviceSubnet, content: `${cluster.spec.networking.serviceSubnet}\n` },
      ...(patchesCoreDns(cluster, node) ? [planCoreDnsPatch(cluster)] : []),
      ...planKubeadmPatches(cluster, node),
      ...network,
      ...planMirrorFiles(cluster.mirrors),
      ...(cluster.spec.fidelity === 'fast' ? planServiceEnvironments(cluster, node) : []),
      ...(containerd ? [{ path: nodePaths.containerdConfig, content: containerd.text }] : []),
    ],
    notices: containerd?.notices ?? [],
  }
}

// CoreDNS answers a second after its start, and is asked every 10 s by kubeadm's manifest: asked every second, the first test
// starts up to 9 s earlier (measured: 8 s). No startup probe does the same: a kubelet that has not run for as long as a period lets each
// probe begin at a random moment of its first one. A second one stands in for the first when its node is gone: where there is one node,
// for nobody.
function planCoreDnsPatch({ nodes }: Pick<KubeadmCluster, 'nodes'>): NodeFile {
  const template = { spec: { containers: [{ name: 'coredns', readinessProbe: { periodSeconds: 1 } }] } }
  return {
    path: `${nodePaths.kubeadmPatches}/corednsdeployment+strategic.yaml`,
    content: stringify({ spec: { ...(nodes.length === 1 && { replicas: 1 }), template } }),
  }
}

// As the control plane's programs have it; the shims of pods inherit containerd's. A container's own programs do not.
function planServiceEnvironments(cluster: KubeadmCluster, node: KubeadmNode): NodeFile[] {
  const environments = { containerd: smallHeap, kubelet: { ...smallHeap, ...hurriedWaits(cluster, node) } }
  return Object.entries(environments).map(([service, variables]) => {
    const lines = Object.entries(variables).map(([name, value]) => `Environment=${name}=${value}\n`)
    return { path: nodePaths.serviceEnvironment(service), content: `[Service]\n${lines.join('')}` }
  })
}

/** What a restricted host makes us set, one sentence each, to be said once. */
export function describeRestrictions(facts: NodeFacts, node: KubeadmNode): string[] {
  return [
    ...(facts.cgroupVersion === 1
      ? [
          `this host has cgroup v1: the kubelet ${refusesCgroupV1(node) ? 'is told failCgroupV1: false, and ' : ''}makes cgroups without systemd, as containerd does`,
        ]
      : []),
    ...(facts.lacksSysResource
      ? ['this host withholds CAP_SYS_RESOURCE: containerd gets restrict_oom_score_adj, the kubelet the gate KubeletInUserNamespace']
      : []),
  ]
}

// ClusterSpec + HostFacts → ClusterPlan: every container, label, port and address the cluster will consist of, as plain data.
// Pure: no docker, no clock, no randomness. The same spec on the same host gives the same plan, which lets tests read it.
import type { ClusterPolicy, ClusterSpec, NodeRole, NodeSpec } from '../config/spec.ts'
import { chooseApiServerAddress } from './api-address.ts'
import { planContainer, type ContainerPlan } from './container.ts'
import type { HostFacts, ImageFacts } from './host-facts.ts'
import { loadBalancerRole, renderLabels, type Owner } from './labels.ts'
import { needsLoadBalancer, planLoadBalancer, stockLoadBalancerImage, type LoadBalancerPlan } from './load-balancer.ts'
import { type Mirror, planMirrors } from './mirror.ts'
import { loadBalancerName, planNames } from './names.ts'
import { nodePaths } from './node-paths.ts'
import { chooseAddresses, renderEndpoint, type FixedAddresses } from './network.ts'
import { fixOpenPorts } from './open-ports.ts'

export interface NodePlan {
  readonly name: string
  readonly role: NodeRole
  /** As the spec has it. */
  readonly spec: NodeSpec
  readonly labels: Readonly<Record<string, string>>
  readonly image: ImageFacts
  /** Its addresses on the Docker network, as far as they are fixed. */
  readonly fixed: FixedAddresses
  readonly container: ContainerPlan
  /** Volume with the user's images, unpacked for its node image, where there is one. */
  readonly unpacked?: string
}

export interface ClusterPlan {
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  readonly owner: Owner
  readonly host: HostFacts
  readonly kubernetesVersion: string
  /** Lets workers join; this cluster's own. */
  readonly bootstrapToken: string
  /** Control planes first; the first is the one that kubeadm init runs on. */
  readonly nodes: readonly NodePlan[]
  /** In front of the control planes, when there are several. */
  readonly loadBalancer?: LoadBalancerPlan
  /** Of all clusters that want the same: no part of this one. */
  readonly mirrors: readonly Mirror[]
  /** Host and port, on the Docker network, by which nodes and in-cluster programs reach the API: `web-control-plane:6443`. */
  readonly endpoint: string
  /** Address of the engine's host on which the API is published. */
  readonly apiServerAddress: string
}

/** The same with what its nodes share: id of a node image → volume. */
export function planUnpacked(plan: ClusterPlan, volumes: ReadonlyMap<string, string>): ClusterPlan {
  const nodes = plan.nodes.map((node): NodePlan => {
    const volume = volumes.get(node.image.id)
    if (volume === undefined) return node
    const { HostConfig } = node.container
    const Binds = [...HostConfig.Binds, `${volume}:${nodePaths.unpacked}:ro`]
    return { ...node, unpacked: volume, container: { ...node.container, HostConfig: { ...HostConfig, Binds } } }
  })
  return { ...plan, nodes }
}

export function planCluster(input: {
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  readonly host: HostFacts
  readonly owner: Owner
  readonly bootstrapToken: string
  readonly createdAtMs: number
  readonly packageVersion: string
}): ClusterPlan {
  const { spec, policy, host, owner, bootstrapToken } = input
  const names = planNames(
    spec.name,
    spec.nodes.map((node) => node.role),
  )
  const fixed = chooseAddresses(host.network, names.length + 1, `${spec.name} ${owner.startedAtMs}`)
  const placed = fixOpenPorts(spec, host.freePorts)
  const apiServerAddress = chooseApiServerAddress(spec.networking, host.engineHost)
  const nodes = spec.nodes.map((node, index): NodePlan => {
    const name = names[index]!
    const image = host.images[index]!
    const labels = renderLabels({ ...input, role: node.role })
    const endpoint = renderEndpoint(fixed[index]!)
    return {
      name,
      role: node.role,
      spec: node,
      labels: node.labels,
      image,
      fixed: fixed[index]!,
      container: planContainer({ name, node: placed.nodes[index]!, spec: placed, host, image, labels, apiServerAddress, endpoint, names }),
    }
  })
  nodes.sort((a, b) => (a.role === b.role ? 0 : a.role === 'control-plane' ? -1 : 1))
  const controlPlanes = nodes.filter((node) => node.role === 'control-plane')
  const loadBalancer = !needsLoadBalancer(spec)
    ? undefined
    : planLoadBalancer({
        name: loadBalancerName(spec.name),
        spec: placed,
        image: host.loadBalancerImage ?? stockLoadBalancerImage,
        apiServerAddress,
        network: host.network.name,
        labels: renderLabels({ ...input, role: loadBalancerRole }),
        endpoint: renderEndpoint(fixed.at(-1)!),
        backends: controlPlanes.map((node) => ({
          name: node.name,
          address: spec.networking.ipFamily === 'ipv6' ? node.fixed.ipv6 : node.fixed.ipv4,
        })),
      })
  return {
    spec,
    policy,
    owner,
    host,
    kubernetesVersion: nodes[0]!.image.kubernetesVersion,
    bootstrapToken,
    nodes,
    ...(loadBalancer && { loadBalancer }),
    mirrors: planMirrors(spec, host.network.name),
    endpoint: `${(loadBalancer ?? nodes[0]!).name}:6443`,
    apiServerAddress,
  }
}

// ClusterSpec + HostFacts → ClusterPlan: every container, label, port and address the cluster will consist of, as plain data.
// Pure: no docker, no clock, no randomness. The same spec on the same host gives the same plan, which lets tests read it.
import type { ClusterPolicy, ClusterSpec, NodeRole } from '../config/spec.ts'
import { planContainer, type ContainerPlan } from './container.ts'
import type { HostFacts, ImageFacts } from './host-facts.ts'
import { renderLabels, type Owner } from './labels.ts'
import { planNames } from './names.ts'
import { chooseAddresses } from './network.ts'

export interface NodePlan {
  readonly name: string
  readonly role: NodeRole
  readonly labels: Readonly<Record<string, string>>
  readonly image: ImageFacts
  readonly container: ContainerPlan
}

export interface ClusterPlan {
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  readonly owner: Owner
  readonly host: HostFacts
  readonly kubernetesVersion: string
  /** Lets workers join; this cluster's own. */
  readonly bootstrapToken: string
  /** In the order of the spec; the first is the control plane that kubeadm init runs on. */
  readonly nodes: readonly NodePlan[]
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
  const names = planNames(spec.name, spec.nodes.map((node) => node.role))
  const { subnet, takenAddresses } = host.network
  const addresses = subnet === undefined ? [] : chooseAddresses(subnet, takenAddresses, names.length, `${spec.name} ${owner.startedAtMs}`)
  const nodes = spec.nodes.map((node, index): NodePlan => {
    const name = names[index]!
    const image = host.images[index]!
    const labels = renderLabels({ ...input, role: node.role })
    return { name, role: node.role, labels: node.labels, image, container: planContainer({ name, node, spec, host, image, labels, address: addresses[index] }) }
  })
  nodes.sort((a, b) => (a.role === b.role ? 0 : a.role === 'control-plane' ? -1 : 1))
  return { spec, policy, owner, host, kubernetesVersion: nodes[0]!.image.kubernetesVersion, bootstrapToken, nodes }
}

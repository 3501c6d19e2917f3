// Labels → nodes, grouped by cluster. The only way anything of ours is found again.
import type { Engine } from '../docker/connect.ts'
import { listContainers, type ContainerSummary } from '../docker/containers.ts'
import { kindLabels, loadBalancerRole } from '../plan/labels.ts'
import type { NodeRole } from '../config/spec.ts'
import { createNode, type Node } from './node.ts'

/** The containers of one cluster, as the engine lists them. */
export interface FoundCluster {
  readonly name: string
  readonly containers: readonly ContainerSummary[]
}

/** All clusters whose containers bear `labels` (undefined: any value), sorted by name; kind's own among them. */
export async function findClusters(engine: Engine, labels: Readonly<Record<string, string | undefined>> = {}): Promise<FoundCluster[]> {
  const containers = await listContainers(engine, { [kindLabels.cluster]: undefined, ...labels })
  const byName = Map.groupBy(containers, (container) => container.labels[kindLabels.cluster]!)
  return [...byName].map(([name, members]) => ({ name, containers: members.toSorted(byRoleThenName) })).toSorted((a, b) => a.name.localeCompare(b.name))
}

/** The Kubernetes nodes of one cluster, control planes first; empty when there is no such cluster. */
export async function findNodes(engine: Engine, cluster: string): Promise<Node[]> {
  return (await findMembers(engine, cluster)).nodes
}

/** The container in front of several control planes. */
export type LoadBalancer = Pick<Node, 'name' | 'id' | 'running' | 'apiPort' | 'logTail'>

/** All of one cluster: its nodes, and its load balancer if it has one. */
export async function findMembers(engine: Engine, cluster: string): Promise<{ readonly nodes: Node[]; readonly loadBalancer: LoadBalancer | undefined }> {
  const containers = await listContainers(engine, { [kindLabels.cluster]: cluster })
  const found = (list: ContainerSummary[]): Node[] => list.toSorted(byRoleThenName).map((container) => createNode(engine, identifyNode(container)))
  const [loadBalancer] = found(containers.filter((container) => container.labels[kindLabels.role] === loadBalancerRole))
  return { nodes: found(containers.filter(isNode)), loadBalancer }
}

/** What the engine's listing tells of a node. */
export function identifyNode(container: ContainerSummary): Parameters<typeof createNode>[1] {
  const published = container.ports.find((port) => port.containerPort === 6443)
  return {
    name: container.name,
    role: container.labels[kindLabels.role] as NodeRole,
    id: container.id,
    address: Object.values(container.addresses)[0] ?? '',
    ipv6Address: Object.values(container.ipv6Addresses)[0] ?? '',
    apiPort: published && { hostAddress: published.hostAddress, hostPort: published.hostPort },
    running: container.state === 'running',
  }
}

function isNode(container: ContainerSummary): boolean {
  const role = container.labels[kindLabels.role]
  return role === 'control-plane' || role === 'worker'
}

function byRoleThenName(a: ContainerSummary, b: ContainerSummary): number {
  const rank = (container: ContainerSummary): number => (container.labels[kindLabels.role] === 'control-plane' ? 0 : 1)
  return rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true })
}

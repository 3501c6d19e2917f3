// Labels → containers, grouped by cluster. The only way anything of ours is found again.
import type { Engine } from '../docker/connect.ts'
import { listContainers, type ContainerSummary } from '../docker/containers.ts'
import { kindLabels, loadBalancerRole } from '../plan/labels.ts'
import type { NodeRole } from '../config/spec.ts'
import { isNonEmpty, type NonEmpty } from '../support/non-empty.ts'
import type { NodeIdentity } from './node.ts'

/** The containers of one cluster, as the engine lists them: nodes, control planes first, and a load balancer. */
export interface FoundCluster {
  /** The label's text: whoever put it there may have written anything. */
  readonly name: string
  readonly containers: NonEmpty<ContainerSummary>
}

/** All clusters whose containers bear `labels` (undefined: any value), sorted by name; kind's own among them. */
export async function findClusters(engine: Engine, labels: Readonly<Record<string, string | undefined>> = {}): Promise<FoundCluster[]> {
  return groupByCluster(await listContainers(engine, { [kindLabels.cluster]: undefined, ...labels }))
}

/** Of containers, those that belong to a cluster. */
export function groupByCluster(containers: readonly ContainerSummary[]): FoundCluster[] {
  const byName = Map.groupBy(containers, (container) => container.labels[kindLabels.cluster])
  return [...byName]
    .flatMap(([name, members]) => {
      const sorted = members.toSorted(byRoleThenName)
      return name !== undefined && isNonEmpty(sorted) ? [{ name, containers: sorted }] : []
    })
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** Whether it is a node of Kubernetes, and not what stands in front of several. */
export function isNode(container: ContainerSummary): boolean {
  const role = container.labels[kindLabels.role]
  return role === 'control-plane' || role === 'worker'
}

export function isLoadBalancer(container: ContainerSummary): boolean {
  return container.labels[kindLabels.role] === loadBalancerRole
}

/** What the engine's listing tells of a node. */
export function identifyNode(container: ContainerSummary): NodeIdentity {
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

function byRoleThenName(a: ContainerSummary, b: ContainerSummary): number {
  const rank = (container: ContainerSummary): number => (container.labels[kindLabels.role] === 'control-plane' ? 0 : 1)
  return rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true })
}

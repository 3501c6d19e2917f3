// The engine's labels → the clusters on it, ours and kind's.
import { findClusters } from '../cluster/find.ts'
import { kindLabels, ownLabels, readOwner, type Owner } from '../plan/labels.ts'
import { type ClusterContext, openEngine } from './context.ts'
import { userLabels } from '../cluster/handle.ts'

export interface ClusterSummary {
  readonly name: string
  readonly nodes: readonly ContainerFacts[]
  readonly createdAtMs: number
  readonly labels: Readonly<Record<string, string>>
  /** False for a cluster of the kind CLI: it bears none of our labels. */
  readonly ours: boolean
  readonly reuse: 'never' | 'always' | undefined
  readonly owner: Owner | undefined
  /** Whether it waits in a pool, to be taken. */
  readonly spare: boolean
}

/** A node, or the load balancer, as the engine lists it. */
export interface ContainerFacts {
  readonly name: string
  readonly role: string
  /** `running`, `paused`, `exited`, … */
  readonly state: string
  /** IPv4 on the Docker network; empty while it does not run. */
  readonly address: string
  readonly image: string
}

/** All clusters on the engine, sorted by name, stopped ones included. */
export async function listClusters(context: Pick<ClusterContext, 'environment' | 'signal'>): Promise<ClusterSummary[]> {
  const engine = await openEngine(context)
  const clusters = await findClusters(engine)
  return clusters.map(({ name, containers }) => {
    const { labels } = containers[0]
    return {
      name,
      nodes: containers.map((container) => ({
        name: container.name,
        role: container.labels[kindLabels.role] ?? 'unknown',
        state: container.state,
        address: Object.values(container.addresses)[0] ?? '',
        image: container.image,
      })),
      createdAtMs: Math.min(...containers.map((container) => container.createdAt)),
      labels: userLabels(labels),
      ours: labels[ownLabels.specHash] !== undefined,
      reuse: labels[ownLabels.reuse] as ClusterSummary['reuse'],
      owner: readOwner(labels[ownLabels.owner]),
      spare: labels[ownLabels.pool] !== undefined && containers.every(({ state }) => state === 'paused'),
    }
  })
}

// The engine's labels → the clusters of a pool, each with what its place in it depends on. Reads only.
import { isInUse } from '../../cluster/cluster-users.ts'
import { type Cluster, describeCluster } from '../../cluster/cluster.ts'
import { findClusters, isNode } from '../../cluster/find.ts'
import { readNodeState } from '../../cluster/node-state.ts'
import { isOwnerGone } from '../../cluster/owner.ts'
import { parseClusterName } from '../../config/cluster-name.ts'
import type { Engine } from '../../docker/connect.ts'
import { ownLabels, readOwner } from '../../plan/labels.ts'
import { isThisProcess } from '../../support/process-identity.ts'
import type { SpareFacts } from './judge-spares.ts'

/** How long a spare waits before it is removed, where nothing else was said. */
export const usualTtlMs = 3_600_000

export interface FoundSpare {
  readonly cluster: Cluster
  readonly facts: SpareFacts
}

/** Those whose containers are all frozen, the oldest first: what a taker may try. */
export async function findWaiting(engine: Engine, key: string): Promise<Cluster[]> {
  const found = await findClusters(engine, { [ownLabels.pool]: key })
  return found
    .filter(({ containers }) => containers.every(({ state }) => state === 'paused'))
    .toSorted((a, b) => a.containers[0].createdAt - b.containers[0].createdAt)
    .map(({ name, containers }) => describeCluster(engine, parseClusterName(name), { containers }))
}

/** All of them, in whatever state. One that goes meanwhile is left out. */
export async function findSpares(engine: Engine, key: string): Promise<FoundSpare[]> {
  const found = await findClusters(engine, { [ownLabels.pool]: key })
  const spares = await Promise.all(
    found.map(async ({ name, containers }): Promise<FoundSpare | undefined> => {
      const cluster = describeCluster(engine, parseClusterName(name), { containers })
      const [node] = cluster.nodes
      const owner = readOwner(containers[0].labels[ownLabels.owner])
      const state = node && (await readNodeState(node).catch(() => undefined))
      if (!state) return undefined
      const facts = {
        name,
        createdAtMs: containers[0].createdAt,
        states: containers.map((one) => one.state),
        nodes: containers.filter(isNode).length,
        pooledAtMs: state.pooledAtMs,
        ttlMs: Number(containers[0].labels[ownLabels.ttl]) || usualTtlMs,
        makerGone: owner !== undefined && isOwnerGone(owner),
        makerIsThis: owner !== undefined && isThisProcess(owner),
        // In doubt it is: one that just rests, or goes.
        inUse:
          state.keptAtMs !== undefined ||
          (node.running && (await isInUse(node, { certain: false, signal: engine.signal }).catch(() => true))),
      }
      return { cluster, facts }
    }),
  )
  return spares.filter((spare) => spare !== undefined)
}

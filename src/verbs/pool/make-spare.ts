// A request → one more spare of its pool: booted under a name of its own, left alone until it is quiet, and frozen.
import { type Cluster, findCluster } from '../../cluster/cluster.ts'
import { findClusters } from '../../cluster/find.ts'
import { writeNodeState } from '../../cluster/node-state.ts'
import { type ClusterName, parseClusterName } from '../../config/cluster-name.ts'
import type { Engine } from '../../docker/connect.ts'
import { readEngineTime } from '../../docker/engine-facts.ts'
import { setCpuShares } from '../../docker/containers.ts'
import { chooseNumber } from '../../state/pool/judge-spares.ts'
import { spareName } from '../../state/pool/pool-key.ts'
import { freezeCluster } from '../../state/rest/freeze-cluster.ts'
import { startDeadline } from '../../support/deadline.ts'
import { pause } from '../../support/poll.ts'
import type { ClusterContext } from '../context.ts'
import { bootNewCluster } from '../create.ts'
import type { ClusterRequest } from '../request/request.ts'
import { removeSpare } from './remove-spare.ts'

export interface SpareOptions {
  /** Of the pool. */
  readonly key: string
  /** How long it waits before it is removed. */
  readonly ttlMs: number
  /** Whether whoever else wants the processor goes first. */
  readonly behind: boolean
}

// The rest of what a start begins: what it leaves undone, the taker waits for.
const settleMs = 5_000
const restWithinMs = 60_000
// Of 1024 that each container has at first.
const lowShares = 128
const usualShares = 1_024
// A boot that goes last takes its time.
const patience = 4

/** Throws what stopped the boot, KIND_CLUSTER_EXISTS when another has the name meanwhile. */
export async function makeSpare(
  engine: Engine,
  request: ClusterRequest,
  { key, ttlMs, behind }: SpareOptions,
  context: ClusterContext,
): Promise<void> {
  const { spec, policy } = request
  const taken = (await findClusters(engine)).map((found) => found.name)
  const nameOf = (number: number): ClusterName => parseClusterName(spareName(key, number))
  const name = nameOf(chooseNumber(taken, nameOf))
  const own = {
    reuse: 'never',
    pristine: false,
    keepOnFailure: false,
    ttlMs,
    bootTimeoutMs: policy.bootTimeoutMs * patience,
  } as const
  await bootNewCluster(
    engine,
    { spec: { ...spec, name }, policy: { ...policy, ...own }, named: true },
    {
      ...context,
      pool: key,
      onProgress(event) {
        context.onProgress(event)
        if (behind && event.type === 'finished' && event.action === 'create-nodes') void goBehind(engine, name)
      },
    },
  )
  const cluster = await findCluster(engine, name)
  if (!cluster) return
  try {
    await pause(settleMs, context.signal)
    await share(cluster, usualShares)
    await freezeCluster(cluster, startDeadline('rest of a spare', restWithinMs, context.signal))
    // Not before: one that runs and waits for nobody would be taken for a leftover.
    await writeNodeState(cluster.nodes[0]!, { pooledAtMs: await readEngineTime(engine) })
  } catch (error) {
    await removeSpare(cluster)
    throw error
  }
}

/** A boot goes on without it as well. */
async function goBehind(engine: Engine, name: ClusterName): Promise<void> {
  try {
    const cluster = await findCluster(engine, name)
    if (cluster) await share(cluster, lowShares)
  } catch {
    // The engine does not limit it.
  }
}

async function share({ engine, containers }: Cluster, shares: number): Promise<void> {
  await Promise.all(containers.map(({ id }) => setCpuShares(engine, id, shares)))
}

// A frozen cluster → a usable one.
import { connectEngine } from '../docker/connect.ts'
import { unpauseContainer } from '../docker/containers.ts'
import { readEngineTime } from '../docker/engine-facts.ts'
import { awaitComeback } from './await-comeback.ts'
import type { ClusterContext } from './context.ts'
import { forEachContainer } from './for-each-container.ts'
import type { ClusterHandle } from './handle.ts'
import { requireCluster } from './require-cluster.ts'

/**
 * Lets every frozen container of the cluster go on and waits until it is usable: after minutes of silence the nodes count as lost
 * until they report. Throws KIND_CLUSTER_UNKNOWN, KIND_TIMED_OUT.
 */
export async function resumeCluster(name: string, context: Omit<ClusterContext, 'onProgress'>): Promise<ClusterHandle> {
  const engine = await connectEngine(context.environment.engine)
  const { containers } = await requireCluster(engine, name)
  const endedAtMs = await readEngineTime(engine)
  const frozen = containers.filter(({ state }) => state === 'paused')
  await forEachContainer(frozen, ({ id }) => unpauseContainer(engine, id))
  return awaitComeback(engine, name, frozen.length === 0 ? undefined : { endedAtMs, restarted: [] }, context)
}

// A stopped cluster → a usable one.
import { connectEngine } from '../docker/connect.ts'
import { startContainer, unpauseContainer } from '../docker/containers.ts'
import { readEngineTime } from '../docker/engine-facts.ts'
import { awaitComeback } from './await-comeback.ts'
import type { ClusterContext } from './context.ts'
import { forEachContainer } from './for-each-container.ts'
import type { ClusterHandle } from './handle.ts'
import { requireCluster } from './require-cluster.ts'

/**
 * Starts every stopped container of the cluster and waits until it is usable. Nodes of ours keep their addresses; the port of the
 * API server may be another one, so the handle's kubeconfig is written anew. Throws KIND_CLUSTER_UNKNOWN, KIND_TIMED_OUT.
 */
export async function startCluster(name: string, context: Omit<ClusterContext, 'onProgress'>): Promise<ClusterHandle> {
  const engine = await connectEngine(context.environment.engine)
  const { containers } = await requireCluster(engine, name)
  const endedAtMs = await readEngineTime(engine)
  const away = containers.filter(({ state }) => state !== 'running')
  await forEachContainer(away, ({ id, state }) => (state === 'paused' ? unpauseContainer(engine, id) : startContainer(engine, id)))
  return awaitComeback(engine, name, away.length === 0 ? undefined : { endedAtMs, restarted: away.filter(({ state }) => state !== 'paused').map((container) => container.name) }, context)
}

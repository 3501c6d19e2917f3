// A running cluster → a frozen one: it uses no processor until it is resumed, and keeps its memory.
import { connectEngine } from '../docker/connect.ts'
import { pauseContainer } from '../docker/containers.ts'
import type { ClusterContext } from './context.ts'
import { forEachContainer } from './for-each-container.ts'
import { requireCluster } from './require-cluster.ts'

/** Freezes every container of the cluster and gives their names; one that is frozen already stays so. Throws KIND_CLUSTER_UNKNOWN. */
export async function pauseCluster(name: string, context: Pick<ClusterContext, 'environment'>): Promise<string[]> {
  const engine = await connectEngine(context.environment.engine)
  const { containers } = await requireCluster(engine, name)
  return forEachContainer(containers.filter(({ state }) => state !== 'paused'), ({ id }) => pauseContainer(engine, id))
}

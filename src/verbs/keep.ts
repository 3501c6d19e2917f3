// A name → its cluster marked as kept on purpose after a failure: prune leaves it alone, until somebody deletes it.
import { markKept } from '../cluster/node-state.ts'
import { type ClusterContext, openCluster } from './context.ts'

/** Throws KIND_CLUSTER_UNKNOWN when there is no such cluster. */
export async function keepCluster(name: string, context: Pick<ClusterContext, 'environment' | 'signal'>): Promise<void> {
  const { nodes } = await openCluster(name, context)
  await markKept(nodes)
}

// A name → the cluster of that name, pristine again.
import { resetCluster as reset } from '../state/reset/reset-cluster.ts'
import { startDeadline } from '../support/deadline.ts'
import { type ClusterContext, openCluster } from './context.ts'

/** Of how many objects. */
export interface ResetResult {
  readonly removed: number
  readonly changed: number
  readonly made: number
}

const budgetMs = 60_000

/**
 * Makes a cluster what it was when it became usable: objects that came since are removed, others put back, and the data of volumes goes.
 * Images stay. Throws KIND_CLUSTER_UNKNOWN, KIND_NOT_POSSIBLE when nothing was noted then, KIND_RESET_REFUSED while others use it,
 * KIND_RESET_FAILED with what still differs.
 */
export async function resetCluster(name: string, context: Pick<ClusterContext, 'environment' | 'signal'>): Promise<ResetResult> {
  const cluster = await openCluster(name, context)
  return reset(cluster, startDeadline('reset', budgetMs, context.signal))
}

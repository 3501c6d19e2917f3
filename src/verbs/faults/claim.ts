// A cluster that is disturbed says so, in its first control plane: whoever wants to adopt it waits, and if this process dies, undoes it.
import type { Cluster } from '../../cluster/cluster.ts'
import { readOtherUsers } from '../../cluster/cluster-users.ts'
import { writeNodeState } from '../../cluster/node-state.ts'
import { ownLabels, readOwner } from '../../plan/labels.ts'
import { KindError } from '../../support/errors.ts'
import { currentProcess, renderIdentity } from '../../support/process-identity.ts'

/** Throws KIND_FAULT_REFUSED when processes other than this one use it. */
export async function claim(what: string, cluster: Cluster, signal: AbortSignal): Promise<void> {
  const [node] = cluster.nodes
  if (!node || !doesStay(cluster)) return
  // Said before one looks: of two who do so at once, both are refused.
  await writeNodeState(node, { disturbedBy: renderIdentity(currentProcess()) })
  const others = node.running ? await readOtherUsers(node, signal) : []
  if (others.length === 0) return
  await release(cluster)
  throw new KindError('KIND_FAULT_REFUSED', {
    what: `${what} is refused: cluster "${cluster.name}" is used by other runs at the moment`,
    seen: others,
    do: 'give this file a cluster that does not stay: kindCluster({ … }) without reuse',
  })
}

export async function release(cluster: Cluster): Promise<void> {
  const [node] = cluster.nodes
  if (node && doesStay(cluster)) await writeNodeState(node, { disturbedBy: undefined })
}

/** Nobody adopts one that goes with its maker. */
function doesStay({ containers: [{ labels }] }: Cluster): boolean {
  return readOwner(labels[ownLabels.owner])?.stays === true
}

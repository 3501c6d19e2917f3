// After the tests: which namespaces of theirs do not end, and why. They go with the cluster; on one that stays, somebody must see to them.
import type { ClusterHandle } from '../../cluster/handle.ts'
import { startDeadline } from '../../support/deadline.ts'
import { renderStuck } from './report.ts'

// A namespace is looked through within moments of its deletion. Nobody waits longer for news that may not be any.
const budgetMs = 2_000

/** Never throws: the cluster may be what has failed. */
export async function tellStuckNamespaces({ kubeconfig, name }: ClusterHandle, print: (line: string) => void): Promise<void> {
  const [{ connectKube }, { findStuckNamespaces }] = await Promise.all([
    import('../../kube/connection.ts'),
    import('../../kube/stuck-namespaces.ts'),
  ])
  try {
    await using connection = await connectKube(kubeconfig)
    const stuck = await findStuckNamespaces(connection, startDeadline('to look for them', budgetMs))
    for (const one of stuck) print(renderStuck(name, one))
  } catch {
    // What is wrong with the cluster has been told by those who need it.
  }
}

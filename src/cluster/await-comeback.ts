// A cluster that was frozen or stopped, running again → its handle, when it is usable again.
import { clusterDirectory } from '../boot/paths.ts'
import { readClusterKubeconfig } from '../boot/read-kubeconfig.ts'
import type { Engine } from '../docker/connect.ts'
import { connectKube } from '../kube/connection.ts'
import { awaitUsable, awaitUsableAgain, type Absence } from '../kube/usable.ts'
import { findNodes } from '../nodes/find-nodes.ts'
import { startDeadline } from '../support/deadline.ts'
import type { ClusterContext } from './context.ts'
import type { ClusterHandle } from './handle.ts'
import { hasNetwork } from './has-network.ts'
import { readHandle } from './read-handle.ts'
import { requireCluster } from './require-cluster.ts'

// As long as a whole boot may take by default.
const budgetMs = 180_000

/** Without an absence nothing has happened to it: what its API says holds. */
export async function awaitComeback(engine: Engine, name: string, absence: Absence | undefined, { artifactsDirectory, signal }: Pick<ClusterContext, 'artifactsDirectory' | 'signal'>): Promise<ClusterHandle> {
  const startedAt = performance.now()
  const deadline = startDeadline('wait until the cluster is usable', budgetMs, signal)
  const cluster = await requireCluster(engine, name)
  await using connection = await connectKube(await readClusterKubeconfig(engine, name))
  const nodes = { names: (await findNodes(engine, name)).map((node) => node.name), network: hasNetwork(cluster) }
  await (absence ? awaitUsableAgain(connection, nodes, absence, deadline) : awaitUsable(connection, nodes, deadline))
  const timings = [{ action: 'await-usable', elapsedMs: performance.now() - startedAt }]
  return readHandle(engine, name, { directory: clusterDirectory(artifactsDirectory, name), adopted: true, timings })
}

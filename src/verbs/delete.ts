// A name → no cluster of that name: containers, volumes, our network when it is empty, and its files here.
import { rm, rmdir } from 'node:fs/promises'
import { clusterDirectory, kubeconfigPath } from '../cluster/paths.ts'
import { removeByLabel } from '../cluster/remove-by-label.ts'
import { parseClusterName } from '../config/cluster-name.ts'
import { type ClusterContext, openEngine } from './context.ts'

/**
 * Removes a cluster, ours or kind's; one that is not there is removed already. Throws KIND_CONFIG_INVALID for what is no name,
 * KIND_REMOVE_FAILED naming what stays.
 */
export async function deleteCluster(
  name: string,
  context: Pick<ClusterContext, 'environment' | 'artifactsDirectory' | 'signal' | 'onProgress'>,
): Promise<{ readonly removed: readonly string[] }> {
  const cluster = parseClusterName(name)
  const engine = await openEngine(context)
  const directory = clusterDirectory(context.artifactsDirectory, cluster)
  const onNotice = (text: string): void => context.onProgress({ type: 'notice', cluster, text })
  const removed = await removeByLabel(engine, { cluster, directory }, { onNotice })
  if (removed.length === 0) await removeStaleKubeconfig(directory)
  return { removed }
}

/** Nobody holds the name: a kubeconfig there leads nowhere. Evidence of a boot that failed stays, for its error has pointed at it. */
async function removeStaleKubeconfig(directory: string): Promise<void> {
  await rm(kubeconfigPath(directory), { force: true })
  await rmdir(directory).catch(() => undefined)
}

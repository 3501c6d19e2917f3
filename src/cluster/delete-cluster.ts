// A name → no cluster of that name: containers, volumes, our network when it is empty, and its files here.
import { rm } from 'node:fs/promises'
import { clusterDirectory } from '../boot/paths.ts'
import { connectEngine } from '../docker/connect.ts'
import { removeByLabel } from '../nodes/remove-by-label.ts'
import type { ClusterContext } from './context.ts'

/** Removes a cluster, ours or kind's; one that is not there is removed already. Throws KIND_REMOVE_FAILED naming what stays. */
export async function deleteCluster(
  name: string,
  context: Pick<ClusterContext, 'environment' | 'artifactsDirectory'>,
): Promise<{ readonly removed: readonly string[] }> {
  const engine = await connectEngine(context.environment.engine)
  const directory = clusterDirectory(context.artifactsDirectory, name)
  const removed = await removeByLabel(engine, { cluster: name, directory })
  // Nobody holds the name: what lies there is left of a cluster that somebody else has removed.
  if (removed.length === 0) await rm(directory, { recursive: true, force: true })
  return { removed }
}

// A request → the cluster of a spare that waits for it, in place of a boot.
import { type ClusterHandle, readHandle } from '../../cluster/handle.ts'
import { loadSources } from '../../cluster/load-sources.ts'
import { clusterDirectory } from '../../cluster/paths.ts'
import { startMirrors } from '../../cluster/start-mirrors.ts'
import { writeKubeconfig } from '../../cluster/write-kubeconfig.ts'
import type { Engine } from '../../docker/connect.ts'
import { ownLabels } from '../../plan/labels.ts'
import { takeSpare } from '../../state/pool/take-spare.ts'
import { describeError } from '../../support/errors.ts'
import type { ClusterContext } from '../context.ts'
import type { ClusterRequest } from '../request/request.ts'
import { findPoolKey } from './find-pool-key.ts'
import { removeSpare } from './remove-spare.ts'

/** Awake and usable; undefined when none waits. One that does not wake is removed, and told. */
export async function takeFromPool(engine: Engine, request: ClusterRequest, context: ClusterContext): Promise<ClusterHandle | undefined> {
  const startedAt = performance.now()
  const { onProgress, signal, artifactsDirectory, beforeFirstContainer } = context
  const say = (cluster: string, text: string): void => onProgress({ type: 'notice', cluster, text })
  const cluster = await takeSpare(engine, await findPoolKey(engine, request), {
    signal,
    async onTaken({ name, containers }) {
      const owner = containers[0].labels[ownLabels.owner] ?? ''
      await beforeFirstContainer?.({ cluster: name, owner, directory: clusterDirectory(artifactsDirectory, name) })
    },
    async discard(spare, why) {
      say(spare.name, `this spare cluster of the pool does not wake, and is removed: ${describeError(why)}`)
      await removeSpare(spare)
    },
  })
  if (!cluster) return undefined
  // Its manifests are applied, and its images loaded but for those that were built anew since.
  const { images } = request.policy
  if (images.length > 0) await loadSources({ engine, nodes: cluster.nodes, images, signal })
  await startMirrors(cluster, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    say(cluster.name, `its nodes pull without mirrors: ${describeError(error)}`)
  })
  const directory = clusterDirectory(artifactsDirectory, cluster.name)
  await writeKubeconfig(cluster, directory)
  const timing = { action: 'take-spare', elapsedMs: performance.now() - startedAt }
  onProgress({ type: 'finished', cluster: cluster.name, ...timing })
  return readHandle(cluster, { directory, adopted: false, timings: [timing] })
}

// A cluster that is there and usable → its handle: with the images and objects it lacks, and a kubeconfig file of this project's.
import type { Cluster } from '../../cluster/cluster.ts'
import { type ClusterHandle, readHandle } from '../../cluster/handle.ts'
import { loadSources } from '../../cluster/load-sources.ts'
import { startMirrors } from '../../cluster/start-mirrors.ts'
import { writeKubeconfig } from '../../cluster/write-kubeconfig.ts'
import type { ClusterPolicy } from '../../config/spec.ts'
import { awaitManifests, installManifests } from '../../kube/manifests/install.ts'
import type { Deadline } from '../../support/deadline.ts'
import { describeError } from '../../support/errors.ts'
import type { OnProgress } from '../../support/progress.ts'

/** How a cluster that is there is taken. */
export interface Adoption {
  readonly policy: ClusterPolicy
  readonly directory: string
  readonly deadline: Deadline
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
}

/** Throws KIND_IMAGE_MISSING, KIND_BUILD_FAILED, KIND_APPLY_FAILED; the cluster stays. `startedAt` is when the taking began, for what is said of it. */
export async function handOver(
  cluster: Cluster,
  { policy, directory, deadline, signal, onProgress }: Adoption,
  { startedAt, kubernetesVersion }: { readonly startedAt: number; readonly kubernetesVersion?: string },
): Promise<ClusterHandle> {
  if (policy.images.length > 0)
    // By the caller's time: a build may take longer than a boot may.
    await loadSources({ engine: cluster.engine, nodes: cluster.nodes, images: policy.images, signal })
  await startMirrors(cluster, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    onProgress({ type: 'notice', cluster: cluster.name, text: `its nodes pull without mirrors: ${describeError(error)}` })
  })
  if (policy.manifests.length > 0) {
    await using connection = await cluster.connect()
    await installManifests(connection, policy.manifests, deadline)
    await awaitManifests(connection, policy.manifests, deadline)
  }
  await writeKubeconfig(cluster, directory)
  const elapsedMs = performance.now() - startedAt
  onProgress({ type: 'finished', cluster: cluster.name, action: 'adopt-cluster', elapsedMs })
  const timings = [{ action: 'adopt-cluster', elapsedMs }]
  return readHandle(cluster, { directory, adopted: true, timings, ...(kubernetesVersion !== undefined && { kubernetesVersion }) })
}

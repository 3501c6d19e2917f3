// A name → the cluster of that name as it is, ours or kind's, when it is usable. Makes none, changes none, removes none.
import { readClusterKubeconfig } from '../boot/read-kubeconfig.ts'
import { connectKube } from '../kube/connection.ts'
import { awaitApi } from '../kube/readiness.ts'
import { awaitUsable } from '../kube/usable.ts'
import { findNodes } from '../nodes/find-nodes.ts'
import { loadImages } from '../nodes/load-images.ts'
import { DockerError } from '../support/errors.ts'
import { poll } from '../support/poll.ts'
import type { AdoptRequest } from './adopt-cluster.ts'
import type { ClusterHandle } from './handle.ts'
import { hasNetwork } from './has-network.ts'
import { readHandle } from './read-handle.ts'
import { requireCluster } from './require-cluster.ts'

/** Waits for one that is being made or has just been started. Throws KIND_CLUSTER_UNKNOWN, KIND_TIMED_OUT. */
export async function takeExisting({ engine, spec: { name }, policy, directory, deadline, onProgress }: AdoptRequest): Promise<ClusterHandle> {
  const startedAt = performance.now()
  const cluster = await requireCluster(engine, name)
  const away = cluster.containers.filter(({ state }) => state !== 'running')
  if (away.length > 0) {
    throw new DockerError('KIND_CLUSTER_UNKNOWN', {
      what: `cluster "${name}" does not run`,
      seen: away.map((container) => `${container.name} is ${container.state}`),
      do: `npx vitest-kind start --name ${name}`,
    })
  }
  const kubeconfig = await poll(() => readClusterKubeconfig(engine, name), { deadline, awaited: `the kubeconfig of cluster "${name}"` })
  await using connection = await connectKube(kubeconfig)
  await awaitApi(connection, deadline)
  const nodes = await findNodes(engine, name)
  await awaitUsable(connection, { names: nodes.map((node) => node.name), network: hasNetwork(cluster) }, deadline)
  if (policy.images.length > 0) await loadImages({ engine, nodes, references: policy.images, signal: deadline.signal })
  const elapsedMs = performance.now() - startedAt
  onProgress({ type: 'finished', cluster: name, action: 'adopt-cluster', elapsedMs })
  return readHandle(engine, name, { directory, adopted: true, timings: [{ action: 'adopt-cluster', elapsedMs }] })
}

// A name → the cluster of that name as it is, ours or kind's, when it is usable. Makes none, changes none, removes none.
import { type Cluster, requireCluster } from '../../cluster/cluster.ts'
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { ClusterName } from '../../config/cluster-name.ts'
import type { Engine } from '../../docker/connect.ts'
import { connectKube } from '../../kube/connection.ts'
import { awaitApi } from '../../kube/readiness.ts'
import { awaitUsable } from '../../kube/usable.ts'
import { DockerError, isKindError } from '../../support/errors.ts'
import { poll } from '../../support/poll.ts'
import { type Adoption, handOver } from './hand-over.ts'
import { useCluster } from '../use-kept.ts'

/** Waits for one that is being made or has just been started. Throws KIND_CLUSTER_UNKNOWN, KIND_TIMED_OUT. */
export async function takeExisting(engine: Engine, name: ClusterName, adoption: Adoption): Promise<ClusterHandle> {
  const { deadline } = adoption
  const startedAt = performance.now()
  requireRunning(await requireCluster(engine, name))
  // Opened anew at each look: the port of a node that has just been started is published a moment later.
  const open = async (): Promise<{ readonly cluster: Cluster; readonly kubeconfig: string }> => {
    const cluster = await requireCluster(engine, name)
    return { cluster, kubeconfig: await cluster.readKubeconfig() }
  }
  const { cluster, kubeconfig } = await poll(open, { deadline, awaited: `the kubeconfig of cluster "${name}"`, retryOn: isNotThereYet })
  await using connection = await connectKube(kubeconfig)
  await awaitApi(connection, deadline)
  await awaitUsable(connection, { names: cluster.nodes.map((node) => node.name), network: cluster.hasNetwork }, deadline)
  const say = (text: string): void => adoption.onProgress({ type: 'notice', cluster: name, text })
  await useCluster(cluster, { alone: false, deadline, say })
  return handOver(cluster, adoption, { startedAt })
}

function requireRunning({ name, containers }: Cluster): void {
  const away = containers.filter(({ state }) => state !== 'running')
  if (away.length === 0) return
  throw new DockerError('KIND_CLUSTER_UNKNOWN', {
    what: `cluster "${name}" does not run`,
    seen: away.map((container) => `${container.name} is ${container.state}`),
    do: `npx vitest-kind start --name ${name}`,
  })
}

/** Neither file nor published port: a node that has just been started. */
function isNotThereYet(error: unknown): boolean {
  return isKindError(error) && error.code === 'KIND_CLUSTER_UNKNOWN'
}

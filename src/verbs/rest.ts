// A cluster that rests, and comes back: frozen and thawed, stopped and started.
import { type Cluster, requireCluster } from '../cluster/cluster.ts'
import { type ClusterHandle, readHandle } from '../cluster/handle.ts'
import { clusterDirectory } from '../cluster/paths.ts'
import { writeKubeconfig } from '../cluster/write-kubeconfig.ts'
import { type ContainerSummary, pauseContainer, startContainer, stopContainer, unpauseContainer } from '../docker/containers.ts'
import { readEngineTime } from '../docker/engine-facts.ts'
import { awaitUsable, awaitUsableAgain } from '../kube/usable.ts'
import { prepareFreeze } from '../state/rest/freeze-cluster.ts'
import { wakeFrozen } from '../state/rest/wake-frozen.ts'
import { startDeadline, type Deadline } from '../support/deadline.ts'
import { type ClusterContext, openCluster } from './context.ts'

type RestContext = Pick<ClusterContext, 'environment' | 'signal'>
type WakeContext = RestContext & Pick<ClusterContext, 'artifactsDirectory'>

// As long as a whole boot may take by default.
const wakeBudgetMs = 180_000
// systemd stops pods, containerd and the kubelet in order; what is not done by then is killed.
const stopTimeoutS = 30
// A cluster that is well takes a fifth of a second.
const prepareMs = 5_000

/** Freezes every container of the cluster and gives their names; one that is frozen already stays so. Throws KIND_CLUSTER_UNKNOWN. */
export async function pauseCluster(name: string, context: RestContext): Promise<string[]> {
  const cluster = await openCluster(name, context)
  const running = cluster.containers.filter(({ state }) => state !== 'paused')
  // What does not answer is frozen as it is, and takes longer to come back.
  if (running.length === cluster.containers.length)
    await prepareFreeze(cluster, AbortSignal.any([context.signal, AbortSignal.timeout(prepareMs)])).catch(() =>
      context.signal.throwIfAborted(),
    )
  return forEach(running, ({ id }) => pauseContainer(cluster.engine, id))
}

/** Stops every container of the cluster that is not stopped, and gives their names. Throws KIND_CLUSTER_UNKNOWN. */
export async function stopCluster(name: string, context: RestContext): Promise<string[]> {
  const { engine, containers } = await openCluster(name, context)
  return forEach(
    containers.filter(({ state }) => !['exited', 'created', 'dead'].includes(state)),
    async ({ id, state }) => {
      // A frozen process cannot end.
      if (state === 'paused') await unpauseContainer(engine, id)
      await stopContainer(engine, id, { timeoutS: stopTimeoutS })
    },
  )
}

/**
 * Lets every frozen container of the cluster go on and waits until it is usable: after minutes of silence the nodes count as lost
 * until they report. Throws KIND_CLUSTER_UNKNOWN, KIND_TIMED_OUT.
 */
export async function resumeCluster(name: string, context: WakeContext): Promise<ClusterHandle> {
  const cluster = await openCluster(name, context)
  return wakeAndRead(
    cluster,
    cluster.containers.filter(({ state }) => state === 'paused'),
    context,
  )
}

/**
 * Starts every stopped container of the cluster and waits until it is usable. Nodes of ours keep their addresses; the port of the
 * API server may be another one, so the handle's kubeconfig is written anew. Throws KIND_CLUSTER_UNKNOWN, KIND_TIMED_OUT.
 */
export async function startCluster(name: string, context: WakeContext): Promise<ClusterHandle> {
  const cluster = await openCluster(name, context)
  return wakeAndRead(cluster, away(cluster), context)
}

/** The cluster, opened anew, with all its containers running and usable again. */
export function wakeCluster(cluster: Cluster, deadline: Deadline): Promise<Cluster> {
  return wake(cluster, away(cluster), deadline)
}

async function wakeAndRead(
  cluster: Cluster,
  resting: readonly ContainerSummary[],
  { artifactsDirectory, signal }: WakeContext,
): Promise<ClusterHandle> {
  const startedAt = performance.now()
  const deadline = startDeadline('wait until the cluster is usable', wakeBudgetMs, signal)
  const awake = await wake(cluster, resting, deadline)
  const directory = clusterDirectory(artifactsDirectory, cluster.name)
  await writeKubeconfig(awake, directory)
  return readHandle(awake, { directory, adopted: true, timings: [{ action: 'await-usable', elapsedMs: performance.now() - startedAt }] })
}

/** When nothing rests, nothing has happened to it: what its API says holds. */
async function wake({ engine, name }: Cluster, resting: readonly ContainerSummary[], deadline: Deadline): Promise<Cluster> {
  const endedAtMs = await readEngineTime(engine)
  await forEach(resting, ({ id, state }) => (state === 'paused' ? unpauseContainer(engine, id) : startContainer(engine, id)))
  const awake = await requireCluster(engine, name)
  const restarted = resting.filter(({ state }) => state !== 'paused').map((container) => container.name)
  if (resting.length > 0 && restarted.length === 0) {
    await wakeFrozen(awake, { thawedAtMs: endedAtMs, deadline })
    return awake
  }
  await using connection = await awake.connect()
  const nodes = { names: awake.nodes.map((node) => node.name), network: awake.hasNetwork }
  await (resting.length === 0
    ? awaitUsable(connection, nodes, deadline)
    : awaitUsableAgain(connection, nodes, { endedAtMs, restarted }, deadline))
  return awake
}

function away({ containers }: Cluster): readonly ContainerSummary[] {
  return containers.filter(({ state }) => state !== 'running')
}

/** All at once; one that fails does not hold up the others. Gives the names, sorted; throws the first failure when all have ended. */
async function forEach(containers: readonly ContainerSummary[], act: (container: ContainerSummary) => Promise<void>): Promise<string[]> {
  for (const outcome of await Promise.allSettled(containers.map(act))) if (outcome.status === 'rejected') throw outcome.reason
  return containers.map(({ name }) => name).toSorted()
}

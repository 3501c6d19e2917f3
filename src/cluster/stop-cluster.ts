// A cluster → its containers stopped: it uses neither processor nor memory, and keeps its disks.
import { connectEngine } from '../docker/connect.ts'
import { stopContainer, unpauseContainer } from '../docker/containers.ts'
import type { ClusterContext } from './context.ts'
import { forEachContainer } from './for-each-container.ts'
import { requireCluster } from './require-cluster.ts'

// systemd stops pods, containerd and the kubelet in order; what is not done by then is killed.
const timeoutS = 30

/** Stops every container of the cluster that is not stopped, and gives their names. Throws KIND_CLUSTER_UNKNOWN. */
export async function stopCluster(name: string, context: Pick<ClusterContext, 'environment'>): Promise<string[]> {
  const engine = await connectEngine(context.environment.engine)
  const { containers } = await requireCluster(engine, name)
  const stopped = ['exited', 'created', 'dead']
  return forEachContainer(containers.filter(({ state }) => !stopped.includes(state)), async ({ id, state }) => {
    // A frozen process cannot end.
    if (state === 'paused') await unpauseContainer(engine, id)
    await stopContainer(engine, id, { timeoutS })
  })
}

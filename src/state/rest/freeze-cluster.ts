// A cluster that runs → frozen, so that it takes up its work as if no time had passed.
import type { Cluster } from '../../cluster/cluster.ts'
import { pauseContainer } from '../../docker/containers.ts'
import type { Deadline } from '../../support/deadline.ts'
import { isKindError } from '../../support/errors.ts'
import { poll } from '../../support/poll.ts'
import { holdControllers } from './hold-controllers.ts'

/**
 * Its controller managers are stopped before the rest, and go on after it. That the Node objects change meanwhile makes them read them anew
 * first. Throws KubeRequestError where no API server answers.
 */
export async function prepareFreeze(cluster: Cluster, signal: AbortSignal): Promise<void> {
  await using connection = await cluster.connect()
  await holdControllers(cluster, signal)
  const body = { metadata: { annotations: { 'vitest-kind/frozen': new Date().toISOString() } } }
  await Promise.all(
    cluster.nodes.map(async ({ name }) =>
      connection.request({ method: 'PATCH', path: `/api/v1/nodes/${name}`, contentType: 'application/merge-patch+json', body, signal }),
    ),
  )
}

export async function freezeCluster(cluster: Cluster, deadline: Deadline): Promise<void> {
  await prepareFreeze(cluster, deadline.signal)
  // Workers before the API server that they report to.
  for (const { id } of cluster.containers.toReversed()) await freeze(cluster, id, deadline)
}

/** On cgroup v1 the freezer gives up where processes come and go too fast. */
async function freeze({ engine }: Cluster, id: string, deadline: Deadline): Promise<void> {
  const attempt = async (): Promise<true> => {
    await pauseContainer(engine, id)
    return true
  }
  const mayPass = (error: unknown): boolean => isKindError(error) && /freeze/.test((error.facts.seen ?? []).join())
  await poll(attempt, { deadline, awaited: 'that the container freezes', everyMs: 500, retryOn: mayPass })
}

// A cluster that is fit → its handle: woken when it rests, asked whether it answers, rid of webhooks that lead nowhere, with the images it
// lacks. The cluster itself is never removed: what goes wrong here says nothing about its health that would be a reason to.
import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { awaitApi, awaitNodesReady } from '../../kube/readiness.ts'
import { removeLeftWebhooks } from '../../kube/webhooks/remove-leftovers.ts'
import { describeError, isKindError, KindError } from '../../support/errors.ts'
import { type Adoption, handOver } from './hand-over.ts'
import { wakeCluster } from '../rest.ts'
import { resetCluster, type ResetObjects } from '../../state/reset/reset-cluster.ts'
import { leaveCluster, useCluster } from '../use-kept.ts'

/** Throws KIND_TIMED_OUT when it does not answer in time, KIND_IMAGE_MISSING; the cluster stays in each case. */
export async function adoptCluster(
  found: Cluster,
  adoption: Adoption & { readonly rests: 'paused' | 'stopped' | undefined },
): Promise<ClusterHandle> {
  const startedAt = performance.now()
  const { deadline, policy, onProgress } = adoption
  const cluster = adoption.rests ? await wake(found, adoption.rests, adoption) : found
  const say = (text: string): void => onProgress({ type: 'notice', cluster: cluster.name, text })
  await checkHealth(cluster, adoption)
  await useCluster(cluster, { alone: policy.pristine, deadline, say })
  try {
    if (policy.pristine) say(describeReset(await resetCluster(cluster, deadline)))
    return await handOver(cluster, adoption, startedAt)
  } catch (error) {
    await leaveCluster(cluster)
    throw error
  }
}

function describeReset({ removed, changed, made }: ResetObjects): string {
  return removed + changed + made === 0
    ? 'it is pristine: nothing is left of others'
    : `pristine again: ${removed} removed, ${changed} put back, ${made} made again`
}

async function wake(cluster: Cluster, rests: 'paused' | 'stopped', { deadline, onProgress }: Adoption): Promise<Cluster> {
  onProgress({ type: 'notice', cluster: cluster.name, text: `it is ${rests}; waking it` })
  return wakeCluster(cluster, deadline)
}

async function checkHealth(cluster: Cluster, { deadline, onProgress }: Adoption): Promise<void> {
  await using connection = await cluster.connect()
  try {
    await awaitApi(connection, deadline)
    const left = await removeLeftWebhooks(connection, deadline.signal)
    if (left.length > 0) onProgress({ type: 'notice', cluster: cluster.name, text: `webhooks of a dead run removed: ${left.join(', ')}` })
    if (cluster.hasNetwork)
      await awaitNodesReady(
        connection,
        cluster.nodes.map(({ name }) => name),
        deadline,
      )
  } catch (error) {
    if (!isKindError(error) || error.code !== 'KIND_TIMED_OUT') throw error
    throw new KindError('KIND_TIMED_OUT', {
      what: `cluster "${cluster.name}" runs, but is not usable: ${describeError(error)}`,
      seen: error.facts.seen ?? [],
      do: `npx vitest-kind delete cluster --name ${cluster.name}, if it is broken for good; the next run makes it anew`,
      kept: `the cluster, as it is; npx vitest-kind export logs --name ${cluster.name} tells more`,
    })
  }
}

// A cluster that is fit → its handle: woken when it rests, asked whether it answers, rid of webhooks that lead nowhere, with the images it
// lacks. The cluster itself is never removed: what goes wrong here says nothing about its health that would be a reason to.
import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { awaitApi, awaitNodesReady } from '../../kube/readiness.ts'
import { removeLeftWebhooks } from '../../kube/webhooks/remove-leftovers.ts'
import { describeError, isKindError, KindError } from '../../support/errors.ts'
import type { Deadline } from '../../support/deadline.ts'
import { type Adoption, handOver } from './hand-over.ts'
import type { ResetObjects } from '../../state/reset/reset-cluster.ts'
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
  const using = useCluster(cluster, { alone: policy.pristine, deadline, say })
  // Beside it, but for one who waits to be alone: what is well now may not be so by then.
  if (policy.pristine) await using
  const [used, healthy] = await Promise.allSettled([using, checkHealth(cluster, adoption)])
  try {
    if (healthy.status === 'rejected') throw healthy.reason
    if (used.status === 'rejected') throw used.reason
    if (policy.pristine) say(await reset(cluster, deadline))
    return await handOver(cluster, adoption, { startedAt, kubernetesVersion: healthy.value })
  } catch (error) {
    await leaveCluster(cluster)
    throw error
  }
}

async function reset(cluster: Cluster, deadline: Deadline): Promise<string> {
  return describeReset(await (await import('../../state/reset/reset-cluster.ts')).resetCluster(cluster, deadline, { alone: true }))
}

function describeReset({ removed, changed, made }: ResetObjects): string {
  return removed + changed + made === 0
    ? 'it is pristine: nothing is left of others'
    : `pristine again: ${removed} removed, ${changed} put back, ${made} made again`
}

async function wake(cluster: Cluster, rests: 'paused' | 'stopped', { deadline, onProgress }: Adoption): Promise<Cluster> {
  onProgress({ type: 'notice', cluster: cluster.name, text: `it is ${rests}; waking it` })
  return (await import('../rest.ts')).wakeCluster(cluster, deadline)
}

/** Gives its Kubernetes version. */
async function checkHealth(cluster: Cluster, { deadline, onProgress }: Adoption): Promise<string> {
  await using connection = await cluster.connect()
  const names = cluster.nodes.map(({ name }) => name)
  try {
    await awaitApi(connection, deadline)
    const [{ gitVersion }, left] = await Promise.all([
      connection.request<{ readonly gitVersion: string }>({ path: '/version', signal: deadline.signal }),
      removeLeftWebhooks(connection, deadline.signal),
      cluster.hasNetwork && awaitNodesReady(connection, names, deadline),
    ])
    if (left.length > 0) onProgress({ type: 'notice', cluster: cluster.name, text: `webhooks of a dead run removed: ${left.join(', ')}` })
    return gitVersion
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

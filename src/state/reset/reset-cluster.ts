// A used cluster → pristine again: its objects as they were when it became usable, no data of volumes made since, and usable. What was loaded
// into its nodes stays.
import { readOtherUsers } from '../../cluster/cluster-users.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Node } from '../../cluster/node.ts'
import { connectKube, type KubeConnection } from '../../kube/connection.ts'
import { awaitUsable } from '../../kube/usable.ts'
import type { Deadline } from '../../support/deadline.ts'
import { KindError } from '../../support/errors.ts'
import { clearVolumes } from './clear-volumes.ts'
import { keepInventory, readInventory } from './keep-inventory.ts'
import { type ResetObjects, resetObjects } from './reset-objects.ts'
import { takeInventory } from './take-inventory.ts'

export type { ResetObjects }

/** Notes what a cluster that has just become usable holds. */
export async function notePristine(connection: KubeConnection, node: Node, signal: AbortSignal): Promise<void> {
  await keepInventory(node, await takeInventory(connection, signal))
}

/**
 * `alone`: this process has it for itself, and who is noted as another user waits for its end. Throws KIND_NOT_POSSIBLE for one of which nothing
 * was noted, KIND_RESET_REFUSED while other processes use it, KIND_RESET_FAILED.
 */
export async function resetCluster(
  cluster: Cluster,
  deadline: Deadline,
  { alone = false }: { readonly alone?: boolean } = {},
): Promise<ResetObjects> {
  const [node] = cluster.nodes
  if (!node) throw nothingNoted(cluster.name)
  // At once: each is a process that the engine starts in the node.
  const [pristine, users, kubeconfig] = await Promise.all([
    readInventory(node),
    alone ? [] : readOtherUsers(node, deadline.signal),
    cluster.readKubeconfig(),
  ])
  if (!pristine) throw nothingNoted(cluster.name)
  if (users.length > 0) throw inUse(cluster.name, users)
  await using connection = await connectKube(kubeconfig)
  const done = await resetObjects(connection, pristine, deadline)
  await Promise.all([
    clearVolumes(cluster, pristine, deadline.signal),
    awaitUsable(connection, { names: cluster.nodes.map(({ name }) => name), network: cluster.hasNetwork }, deadline),
  ])
  return done
}

function nothingNoted(name: string): KindError {
  return new KindError('KIND_NOT_POSSIBLE', {
    what: `cluster "${name}" cannot be reset: nothing was noted of what it held when it was new`,
    do: `have it made with \`pristine: true\`, or by vitest-kind create cluster --pristine`,
  })
}

function inUse(name: string, users: readonly string[]): KindError {
  return new KindError('KIND_RESET_REFUSED', {
    what: `cluster "${name}" is not reset: others use it at the moment`,
    seen: users,
    do: 'wait until they have ended, or take another cluster',
  })
}

// A node, or a whole cluster, that was away → usable again, by what it says now and not by what was known of it before.
import { requireCluster } from '../../cluster/cluster.ts'
import { type Absence, awaitNodesBack, awaitUsable, awaitUsableAgain } from '../../kube/usable.ts'
import type { Deadline } from '../../support/deadline.ts'
import type { Scene } from './scene.ts'

/** Waits for the one node: others may still be away, on purpose. */
export async function awaitBack(
  { cluster: { engine, name }, node, deadline }: Scene,
  { endedAtMs, restarted }: { readonly endedAtMs: number; readonly restarted: boolean },
): Promise<void> {
  // Opened anew: the port of a control plane that has just been started is another one.
  const cluster = await requireCluster(engine, name)
  await using connection = await cluster.connect()
  const absence = { endedAtMs, restarted: restarted ? [node.name] : [] }
  await awaitNodesBack(connection, { names: [node.name], network: cluster.hasNetwork }, absence, deadline)
}

/** Waits for all of it; where nothing was away, what its API says holds. */
export async function awaitClusterBack(
  { engine, name }: Scene['cluster'],
  absence: Absence | undefined,
  deadline: Deadline,
): Promise<void> {
  const cluster = await requireCluster(engine, name)
  await using connection = await cluster.connect()
  const nodes = { names: cluster.nodes.map((node) => node.name), network: cluster.hasNetwork }
  await (absence ? awaitUsableAgain(connection, nodes, absence, deadline) : awaitUsable(connection, nodes, deadline))
}

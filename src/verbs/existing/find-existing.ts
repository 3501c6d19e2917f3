// A spec → what the engine holds under its names, as facts to judge, and the cluster itself when there is one. Reads only.
import type { ClusterSpec } from '../../config/spec.ts'
import type { Engine } from '../../docker/connect.ts'
import { listContainers } from '../../docker/containers.ts'
import { type Cluster, describeCluster } from '../../cluster/cluster.ts'
import { groupByCluster } from '../../cluster/find.ts'
import type { AnyNode } from '../../cluster/node.ts'
import { type NodeState, readNodeState } from '../../cluster/node-state.ts'
import { isOwnerGone } from '../../cluster/owner.ts'
import { kindLabels, ownLabels, readOwner } from '../../plan/labels.ts'
import { loadBalancerName, planNames } from '../../plan/names.ts'
import { isKindError } from '../../support/errors.ts'
import { isProcessGone, parseIdentity } from '../../support/process-identity.ts'
import type { ExistingFacts } from './judge-existing.ts'

export interface Existing {
  readonly cluster: Cluster | undefined
  readonly facts: ExistingFacts
}

/** `toTake`: what taking it begins with is read at once with the rest, where it runs. */
export async function findExisting(
  engine: Engine,
  spec: Pick<ClusterSpec, 'name' | 'nodes'>,
  { toTake = false }: { readonly toTake?: boolean } = {},
): Promise<Existing> {
  const { name, nodes } = spec
  const all = await listContainers(engine, {})
  const found = groupByCluster(all).find((one) => one.name === name)
  const cluster = found && describeCluster(engine, name, found)
  const roles = nodes.map(({ role }) => role)
  const names = new Set([...planNames(name, roles), ...(roles.length > 1 ? [loadBalancerName(name)] : [])])
  const labels = found?.containers[0].labels ?? {}
  const owner = readOwner(labels[ownLabels.owner])
  if (toTake && cluster?.nodes[0]?.running) void cluster.readKubeconfig().catch(() => undefined)
  const state = cluster?.nodes[0] ? await readStateUnlessGone(cluster.nodes[0]) : {}
  // Removed since it was listed, by whoever makes it at this moment and lost a race: there is another picture by now.
  if (state === undefined) return findExisting(engine, spec)
  const disturber = parseIdentity(state.disturbedBy ?? '')
  return {
    cluster,
    facts: {
      containers: (found?.containers ?? []).map((one) => ({ name: one.name, role: one.labels[kindLabels.role] ?? '', state: one.state })),
      strangers: all.filter((one) => names.has(one.name) && one.labels[kindLabels.cluster] !== name).map((one) => one.name),
      specHash: labels[ownLabels.specHash],
      spec: cluster?.spec,
      wasUsable: state.usableAtMs !== undefined,
      maker: owner ? `pid ${owner.pid} on ${owner.host}` : 'an unknown process',
      makerGone: owner !== undefined && isOwnerGone(owner),
      ...(disturber && { disturber: { who: `pid ${disturber.pid} on ${disturber.host}`, isGone: isProcessGone(disturber) === true } }),
    },
  }
}

async function readStateUnlessGone(node: AnyNode): Promise<NodeState | undefined> {
  try {
    return await readNodeState(node)
  } catch (error) {
    if (isKindError(error) && error.facts.seen?.some((line) => line.startsWith('No such container'))) return undefined
    throw error
  }
}

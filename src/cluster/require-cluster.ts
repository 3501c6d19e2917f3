// A name → the containers that bear it, running or not, or an error that says there is no such cluster.
import type { Engine } from '../docker/connect.ts'
import { findClusters, findNodes, type FoundCluster } from '../nodes/find-nodes.ts'
import type { Node } from '../nodes/node.ts'
import { kindLabels } from '../plan/labels.ts'
import { ConfigError, DockerError } from '../support/errors.ts'

/** Everything of a cluster, a load balancer too, ours or kind's. Throws KIND_CLUSTER_UNKNOWN. */
export async function requireCluster(engine: Engine, name: string): Promise<FoundCluster> {
  const [found] = await findClusters(engine, { [kindLabels.cluster]: name })
  if (!found) throw new DockerError('KIND_CLUSTER_UNKNOWN', { what: `no cluster named "${name}"`, do: 'npx vitest-kind get clusters' })
  return found
}

/** The Kubernetes nodes of a cluster, or those named in `only`. Throws KIND_CLUSTER_UNKNOWN, or KIND_CONFIG_INVALID for a node it does not have. */
export async function requireClusterNodes(engine: Engine, name: string, only: readonly string[] = []): Promise<Node[]> {
  await requireCluster(engine, name)
  const nodes = await findNodes(engine, name)
  const unknown = only.filter((wanted) => !nodes.some((node) => node.name === wanted))
  if (unknown.length > 0) {
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `cluster "${name}" has no ${unknown.length === 1 ? 'node' : 'nodes'} ${unknown.join(', ')}`,
      seen: [`its nodes: ${nodes.map((node) => node.name).join(', ')}`],
    })
  }
  return only.length === 0 ? nodes : nodes.filter((node) => only.includes(node.name))
}

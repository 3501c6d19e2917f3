// A name → the nodes of the cluster, as they are now.
import { type Cluster, findCluster, requireCluster } from '../../src/cluster/cluster.ts'
import type { Node } from '../../src/cluster/node.ts'
import { parseClusterName } from '../../src/config/cluster-name.ts'
import type { Engine } from '../../src/docker/connect.ts'

export function openCluster(engine: Engine, name: string): Promise<Cluster> {
  return requireCluster(engine, parseClusterName(name))
}

/** Empty when there is no such cluster. */
export async function findNodes(engine: Engine, name: string): Promise<readonly Node[]> {
  return (await findCluster(engine, parseClusterName(name)))?.nodes ?? []
}

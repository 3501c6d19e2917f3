// A cluster's name and a port of loopback here → an address at which the cluster's API servers find that port, until it is closed.
import { addressOf } from '../cluster/cluster.ts'
import { openRelay, type Relay } from '../cluster/relay/open-relay.ts'
import { type ClusterContext, openCluster } from './context.ts'

export type { Relay } from '../cluster/relay/open-relay.ts'

/** One control plane stands for all: they reach its address. Throws KIND_CLUSTER_UNKNOWN or KIND_DOCKER_FAILED. */
export async function openTunnel(name: string, port: number, context: Pick<ClusterContext, 'environment' | 'signal'>): Promise<Relay> {
  const cluster = await openCluster(name, context)
  const first = cluster.nodes.find(({ role }) => role === 'control-plane')!
  return openRelay(cluster.engine, { ...first, address: addressOf(cluster, first) }, port)
}

// Whether programs of this machine reach the nodes at their addresses on the Docker network. They do where the engine runs on this
// machine; where it is in a virtual machine (Docker Desktop) or on another host, only published ports lead in.
import { connectKube } from '../kube/connection.ts'
import { renameKubeconfig } from '../kube/kubeconfig/kubeconfig.ts'
import { isOwnHost, normalizeHost } from '../plan/api-address.ts'
import { findOwnAddresses } from '../support/own-addresses.ts'
import type { Cluster } from './cluster.ts'

// A neighbour answers within milliseconds, where the machine has the time; packets that lead nowhere are only missed.
const neighbourMs = 10_000
const strangerMs = 1_000

/**
 * At their IPv4 addresses. Asked of the API server, whose certificate is for its node's address: another network of this machine may have
 * the same addresses. Throws when the API server does not answer at all.
 */
export async function reachesNodes(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  if (cluster.engine.forward || !isOwnHost(normalizeHost(cluster.engine.host))) return false
  const node = cluster.nodes.find(({ role, running }) => role === 'control-plane' && running)
  if (!node) throw new Error('no control plane is running')
  const usual = await cluster.readKubeconfig()
  const straight = renameKubeconfig(usual, cluster.name, `https://${node.address}:6443`)
  const isNeighbour = findOwnAddresses([node.address]).length > 0
  if (await answers(straight, isNeighbour ? neighbourMs : strangerMs, signal).catch(() => false)) return true
  return !(await answers(usual, neighbourMs, signal))
}

async function answers(kubeconfig: string, withinMs: number, signal: AbortSignal): Promise<true> {
  await using connection = await connectKube(kubeconfig)
  await connection.request({ path: '/version', signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]) })
  return true
}

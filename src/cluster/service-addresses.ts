// Addresses on the Docker network at which nodes answer for Services of type LoadBalancer: taken, looked up and given back.
// kube-proxy does the rest: it knows the address by the Service's status, on whichever node a packet for it arrives.
import type { Engine } from '../docker/connect.ts'
import { listContainers } from '../docker/containers.ts'
import { findNetwork } from '../docker/networks.ts'
import { chooseAddresses } from '../plan/network.ts'
import type { Cluster } from './cluster.ts'
import type { Node } from './node.ts'

// A name by which we know them again. On lo: an address there is answered for on every interface, and is nobody's own.
const label = 'lo:service'
// A neighbour on the same bridge answers within a millisecond.
const probe = 'echo >/dev/udp/$0/9; sleep 0.2; ip -4 neigh show $0 dev eth0'

export interface HeldAddress {
  readonly node: Node
  readonly address: string
}

/** Those of nodes that run. */
export async function readHeldAddresses({ nodes }: Cluster, signal: AbortSignal): Promise<HeldAddress[]> {
  const held = await Promise.all(
    nodes
      .filter(({ running }) => running)
      .map(async (node) => {
        const { stdout } = await node.run(['ip', '-4', '-oneline', 'address', 'show', 'dev', 'lo', 'label', label], { signal })
        return [...stdout.matchAll(/inet ([\d.]+)/g)].map(([, address = '']) => ({ node, address }))
      }),
  )
  return held.flat()
}

/** One that nobody on the network has. Undefined where the network has no IPv4 range. `seed` tells apart those who look at the same moment. */
export async function chooseServiceAddress(
  engine: Engine,
  { containers }: Cluster,
  node: Node,
  { taken, seed, signal }: { readonly taken: readonly string[]; readonly seed: string; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const [name = ''] = Object.keys(containers[0].addresses)
  const [network, all] = await Promise.all([findNetwork(engine, name), listContainers(engine, {})])
  const subnet = network?.subnets.find((range) => !range.includes(':'))
  if (subnet === undefined) return undefined
  const known = [...taken, ...all.flatMap(({ addresses }) => addresses[name] ?? [])]
  for (;;) {
    const [chosen] = chooseAddresses({ subnet, takenAddresses: known }, 1, seed)
    if (chosen?.ipv4 === undefined) return undefined
    // Those of other clusters' Services are in no list of the engine's.
    const { stdout } = await node.run(['bash', '-c', probe, chosen.ipv4], { signal })
    if (!/lladdr/.test(stdout)) return chosen.ipv4
    known.push(chosen.ipv4)
  }
}

export async function holdAddress({ node, address }: HeldAddress, signal: AbortSignal): Promise<void> {
  await node.run(['ip', 'address', 'replace', `${address}/32`, 'dev', 'lo', 'label', label], { signal })
}

export async function releaseAddress({ node, address }: HeldAddress, signal: AbortSignal): Promise<void> {
  await node.run(['ip', 'address', 'delete', `${address}/32`, 'dev', 'lo'], { signal, allowFailure: true })
}

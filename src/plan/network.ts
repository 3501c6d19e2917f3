// The ranges of the Docker network, and addresses in it that stay with the nodes over restarts.
import { createHash } from 'node:crypto'
import { addressAt, parseIpRange } from '../config/ip-range.ts'
import { hashData } from '../support/hash.ts'

/** IPv4 ranges tried for the network, in this order: the engine's own default pools, so that no other range of the host is met. */
export const networkRanges: readonly string[] = Array.from({ length: 14 }, (_, index) => `172.${18 + index}.0.0/16`)

/** The network's IPv6 range: unique local, derived from the name as kind derives it, so that both tools mean the same one. */
export function ulaRange(name: string): string {
  const digest = createHash('sha1').update(name).update(Buffer.alloc(4)).digest()
  const groups = [0xfc00, ...[2, 4, 6].map((at) => digest.readUInt16BE(at))]
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`
}

/** Addresses fixed for one container; a family the network does not have, or leaves to the engine, is absent. */
export interface FixedAddresses {
  readonly ipv4?: string
  readonly ipv6?: string
}

/**
 * `count` free addresses of each family whose range is known, of the upper half of the range. The engine hands out from the
 * bottom, so its choices and ours meet late; the start depends on `seed`, so that two clusters made at the same moment rarely
 * want the same one.
 */
export function chooseAddresses(
  network: { readonly subnet?: string; readonly ipv6Subnet?: string; readonly takenAddresses: readonly string[] },
  count: number,
  seed: string,
): FixedAddresses[] {
  const taken = new Set(network.takenAddresses)
  const start = Number.parseInt(hashData(seed).slice(0, 8), 16)
  const ipv4 = network.subnet === undefined ? [] : pickFree(ipv4UpperHalf(network.subnet), taken, count, start)
  const ipv6 = network.ipv6Subnet === undefined ? [] : pickFree(ipv6UpperHalf(network.ipv6Subnet), taken, count, start)
  return Array.from({ length: count }, (_, index) => ({
    ...(ipv4[index] !== undefined && { ipv4: ipv4[index] }),
    ...(ipv6[index] !== undefined && { ipv6: ipv6[index] }),
  }))
}

/** What the engine is told of a container on the network. */
export function renderEndpoint({ ipv4, ipv6 }: FixedAddresses): object {
  if (ipv4 === undefined && ipv6 === undefined) return {}
  return { IPAMConfig: { ...(ipv4 !== undefined && { IPv4Address: ipv4 }), ...(ipv6 !== undefined && { IPv6Address: ipv6 }) } }
}

interface AddressPool {
  readonly size: number
  at(index: number): string
}

function pickFree(pool: AddressPool, taken: ReadonlySet<string>, count: number, start: number): string[] {
  const chosen: string[] = []
  for (let step = 0; step < pool.size && chosen.length < count; step++) {
    const address = pool.at((start + step) % pool.size)
    if (!taken.has(address)) chosen.push(address)
  }
  return chosen
}

function ipv4UpperHalf(subnet: string): AddressPool {
  const range = parseIpRange(subnet)
  if (typeof range === 'string') return { size: 0, at: () => '' }
  const half = 2 ** (31 - range.prefix)
  // The last address of a subnet is its broadcast address.
  return { size: half - 1, at: (index) => addressAt(range, half + index)! }
}

/** Of a /64: its addresses are many, so only those of the form `…:8000::1` to `…:8000::ffff` are used. */
function ipv6UpperHalf(subnet: string): AddressPool {
  const [base = ''] = subnet.split('::')
  return { size: 0xffff, at: (index) => `${base}:8000::${(index + 1).toString(16)}` }
}

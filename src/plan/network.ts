// The ranges of the Docker network, and addresses in it that stay with the nodes over restarts.
import { createHash } from 'node:crypto'
import { hashData } from '../support/hash.ts'

/** IPv4 ranges tried for the network, in this order: the engine's own default pools, so that no other range of the host is met. */
export const networkRanges: readonly string[] = Array.from({ length: 14 }, (_, index) => `172.${18 + index}.0.0/16`)

/** The network's IPv6 range: unique local, derived from the name as kind derives it, so that both tools mean the same one. */
export function ulaRange(name: string): string {
  const digest = createHash('sha1').update(name).update(Buffer.alloc(4)).digest()
  const groups = [0xfc00, ...[2, 4, 6].map((at) => digest.readUInt16BE(at))]
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`
}

/**
 * `count` free addresses of the upper half of `subnet`. The engine hands out from the bottom, so its choices and ours
 * meet late; the start depends on `seed`, so that two clusters made at the same moment rarely want the same one.
 */
export function chooseAddresses(subnet: string, taken: readonly string[], count: number, seed: string): string[] {
  const [base = '', prefix = ''] = subnet.split('/')
  const size = 2 ** (32 - Number(prefix))
  const first = toNumber(base) + size / 2
  // The last address of a subnet is its broadcast address.
  const available = size / 2 - 1
  const used = new Set(taken)
  const start = Number.parseInt(hashData(seed).slice(0, 8), 16)
  const chosen: string[] = []
  for (let step = 0; step < available && chosen.length < count; step++) {
    const address = toAddress(first + ((start + step) % available))
    if (!used.has(address)) chosen.push(address)
  }
  return chosen
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}

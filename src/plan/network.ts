// A subnet and what is taken in it → addresses that stay with the nodes over restarts.
import { hashData } from '../support/hash.ts'

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

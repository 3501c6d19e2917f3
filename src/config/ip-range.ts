// Text of an IP range (CIDR) → its family, its prefix and a list that tells which addresses are in it.
import { BlockList, isIPv4, isIPv6 } from 'node:net'

export interface IpRange {
  readonly text: string
  readonly family: 4 | 6
  /** As it is written, which need not be the first of the range. */
  readonly address: string
  readonly prefix: number
}

/** The range, or what is wrong with the text. */
export function parseIpRange(text: string): IpRange | string {
  const [address = '', bits = '', ...rest] = text.split('/')
  const family = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined
  if (family === undefined || !/^\d+$/.test(bits) || rest.length > 0) return 'not an IP range such as 10.244.0.0/16 or fd00:10:244::/56'
  const [prefix, last] = [Number(bits), family === 4 ? 32 : 128]
  return prefix > last ? `an IPv${family} prefix ends at ${last}` : { text, family, address, prefix }
}

/** Of two ranges that meet one holds the other, so whichever address of the smaller one. */
export function doRangesOverlap(one: IpRange, other: IpRange): boolean {
  return one.family === other.family && (holds(one, other) || holds(other, one))
}

/** The address so many places after the first of the range. Undefined of an IPv6 one that is not written as `first::/prefix`. */
export function addressAt({ family, address, prefix }: IpRange, index: number): string | undefined {
  if (family === 6) {
    const groups = address.endsWith('::') ? address.slice(0, -2).split(':') : undefined
    return groups && groups.length * 16 <= prefix ? `${address}${index === 0 ? '' : index.toString(16)}` : undefined
  }
  const size = 2 ** (32 - prefix)
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const found = Math.floor(bits / size) * size + index
  return [24, 16, 8, 0].map((shift) => Math.floor(found / 2 ** shift) % 256).join('.')
}

function holds(range: IpRange, { address }: IpRange): boolean {
  const family = range.family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(range.address, range.prefix, family)
  return list.check(address, family)
}

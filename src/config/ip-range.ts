// Text of an IP range (CIDR) → its family and its first and last address, as numbers that can be compared.
import { isIPv4, isIPv6 } from 'node:net'

export interface IpRange {
  readonly text: string
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

/** The range, or what is wrong with the text. */
export function parseIpRange(text: string): IpRange | string {
  const [address = '', prefix = '', ...rest] = text.split('/')
  const family = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined
  if (family === undefined || !/^\d+$/.test(prefix) || rest.length > 0) return 'not an IP range such as 10.244.0.0/16 or fd00:10:244::/56'
  const bits = family === 4 ? 32 : 128
  if (Number(prefix) > bits) return `an IPv${family} prefix ends at ${bits}`
  const size = 1n << BigInt(bits - Number(prefix))
  const value = family === 4 ? readIpv4(address) : readIpv6(address)
  const first = value - (value % size)
  return { text, family, first, last: first + size - 1n }
}

export function doRangesOverlap(one: IpRange, other: IpRange): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last
}

function readIpv4(address: string): bigint {
  return BigInt(address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0))
}

function readIpv6(address: string): bigint {
  // The last 32 bits may be written as an IPv4 address.
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  if (embedded) return (readIpv6(`${embedded[1]}0:0`) & ~0xffffffffn) | readIpv4(embedded[2]!)
  const [head = '', tail] = address.split('::')
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : [])
  const [left, right] = [groups(head), groups(tail)]
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

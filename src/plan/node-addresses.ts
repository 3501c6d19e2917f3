// A node's addresses on the Docker network → those its cluster uses, in order.
import type { ClusterSpec } from '../config/spec.ts'

export interface NodeAddresses {
  /** Empty: none. */
  readonly ipv4: string
  readonly ipv6: string
}

/** One for a family of its own; with `dual` both, the family of the first Service range first, as kind orders them. */
export function listNodeAddresses({ ipFamily, serviceSubnet }: ClusterSpec['networking'], { ipv4, ipv6 }: NodeAddresses): string[] {
  if (ipFamily === 'ipv4') return [ipv4]
  if (ipFamily === 'ipv6') return [ipv6]
  return serviceSubnet.split(',')[0]!.includes(':') ? [ipv6, ipv4] : [ipv4, ipv6]
}

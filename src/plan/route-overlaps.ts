// The cluster's ranges and those the host has routes for → what is worth a word: behind such a route pods reach their like instead.
import { doRangesOverlap, parseIpRange } from '../config/ip-range.ts'
import type { ClusterSpec } from '../config/spec.ts'

/** A range that the host sends somewhere. */
export interface HostRoute {
  readonly range: string
  /** Interface, such as `eth0` or `tun0`. */
  readonly device: string
}

export function findRouteOverlaps(
  { podSubnet, serviceSubnet }: Pick<ClusterSpec['networking'], 'podSubnet' | 'serviceSubnet'>,
  routes: readonly HostRoute[],
): string[] {
  return Object.entries({ podSubnet, serviceSubnet }).flatMap(([field, text]) =>
    text
      .split(',')
      .flatMap((own) =>
        routes
          .filter(({ range }) => overlap(own, range))
          .map(
            ({ range, device }) =>
              `networking.${field} "${own}" overlaps ${range}, which this host reaches through ${device}: the nodes and pods of this cluster cannot`,
          ),
      ),
  )
}

function overlap(a: string, b: string): boolean {
  const [one, other] = [parseIpRange(a), parseIpRange(b)]
  return typeof one === 'object' && typeof other === 'object' && doRangesOverlap(one, other)
}

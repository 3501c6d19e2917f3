// A spec that no engine was asked about → the facts of a host as they most likely are.
import type { ClusterSpec } from '../config/spec.ts'
import { assumeImage } from './assume-image.ts'
import type { HostFacts } from './host-facts.ts'
import { networkRanges, ulaRange } from './network.ts'

export function assumeHost(
  spec: ClusterSpec,
  known: Pick<HostFacts, 'engineHost' | 'proxies' | 'snapshotter'> & { readonly network: string },
): HostFacts {
  return {
    engineHost: known.engineHost,
    network: { name: known.network, subnet: networkRanges[0]!, ipv6Subnet: ulaRange(known.network), ipv6: true, takenAddresses: [] },
    images: spec.nodes.map((node) => assumeImage(node.image, spec.version)),
    machine: undefined,
    rootless: false,
    remapsUsers: false,
    needsDeviceMapper: false,
    proxies: known.proxies,
    snapshotter: known.snapshotter,
    freePorts: [],
    loadBalancerImage: undefined,
  }
}

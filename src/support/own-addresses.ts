// Addresses of nodes → those of this machine by which they find it.
import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * This machine's address, or this container's, in the network of the nodes. In a remote engine's there is none. Where no nodes are known, all
 * addresses at which others may reach it.
 */
export function findOwnAddresses(nodes: readonly string[], interfaces = networkInterfaces()): string[] {
  const own = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ cidr, address, internal }) => {
      if (internal || cidr === null) return false
      if (nodes.length === 0) return !/^(169\.254\.|fe80:)/i.test(address)
      const network = new BlockList()
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
      network.addSubnet(address, Number(cidr.split('/')[1]), family)
      return nodes.some((node) => isIP(node) === isIP(address) && network.check(node, family))
    })
  const addresses = own.map(({ address }) => address)
  return nodes.length === 0 ? addresses : addresses.slice(0, 1)
}

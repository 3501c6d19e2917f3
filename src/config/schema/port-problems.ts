// Ports that nodes and the API server want of the host → those that two want.
import { isIPv6 } from 'node:net'
import { familyDefaults, networkingDefaults } from '../defaults.ts'
import type { ClusterOptions, PortMappingOptions } from '../options.ts'
import type { IsBroken, Problem } from './problem.ts'

interface Published {
  readonly path: string
  readonly address: string
  readonly port: number
  readonly protocol: string
  /** Index of the node; the API server's is whichever. */
  readonly node: number | undefined
}

/** The engine would refuse the second of two nodes only when the first is there already. */
export function findPortProblems({ nodes, networking }: ClusterOptions, isBroken: IsBroken): Problem[] {
  const family = familyDefaults[networking?.ipFamily ?? networkingDefaults.ipFamily]
  // What is taken out as broken has no default in its place.
  const isUnclear = (...path: readonly PropertyKey[]): boolean =>
    isBroken('networking') || isBroken('networking', 'ipFamily') || isBroken(...path)
  const wanted: Published[] = (nodes ?? []).flatMap((node, index) =>
    ((node.extraPortMappings ?? []) as readonly (Partial<PortMappingOptions> | undefined)[]).flatMap((mapping, at) => {
      const place = ['nodes', index, 'extraPortMappings', at] as const
      if (mapping === undefined || isBroken(...place, 'protocol') || isBroken(...place, 'listenAddress')) return []
      if (mapping.listenAddress === undefined && isUnclear()) return []
      const { hostPort = 0, listenAddress = family.listenAddress, protocol = 'TCP' } = mapping
      const path = `nodes[${index}].extraPortMappings[${at}]`
      return [{ path, address: listenAddress, port: hostPort, protocol: protocol.toUpperCase(), node: index }]
    }),
  )
  const api: Published = {
    path: 'networking.apiServerPort',
    address: networking?.apiServerAddress ?? family.apiServerAddress,
    port: isUnclear('networking', 'apiServerAddress') ? 0 : (networking?.apiServerPort ?? 0),
    protocol: 'TCP',
    node: undefined,
  }
  const problems: Problem[] = []
  const taken: Published[] = [api]
  for (const one of wanted) {
    const other = one.port > 0 ? taken.find((before) => doPortsMeet(before, one)) : undefined
    if (other)
      problems.push([
        `${one.path}.hostPort`,
        `${one.port}: ${other.path} wants ${other.protocol} port ${other.port} of ${other.address} already`,
      ])
    taken.push(one)
  }
  return problems
}

/** Within a node any wildcard collides with any address, as kind has it; between nodes the families are apart. */
function doPortsMeet(a: Published, b: Published): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false
  if (normalize(a.address) === normalize(b.address)) return true
  const isAny = ({ address }: Published): boolean => ['0.0.0.0', '::'].includes(normalize(address))
  return (isAny(a) || isAny(b)) && (a.node === b.node || isIPv6(a.address) === isIPv6(b.address))
}

/** `0:0::1` is `::1`. */
function normalize(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1) : address
}

// The ranges of pods, Services and the Docker network, and those the host has routes for → whether they are in each other's way. Pure.
import { doRangesOverlap, parseIpRange } from '../../config/ip-range.ts'
import { networkRanges } from '../network.ts'
import { findRouteOverlaps, type HostRoute } from '../route-overlaps.ts'
import type { EngineNetwork, HostDemand, HostExamination } from './examination.ts'
import { hidden, type HostCheck, type Judgement, ok, tell } from './finding.ts'

export const rangeChecks: readonly HostCheck[] = [
  { area: 'network', name: 'subnets', boot: tell, judge: judgeSubnets },
  { area: 'network', name: 'network', judge: judgeNetwork },
]

function judgeSubnets(host: HostExamination, { networking }: HostDemand): readonly Judgement[] | Judgement | undefined {
  const { routes, networks = [] } = host.network
  if (host.sight !== 'all' || routes === undefined) return hidden(host)
  const overlaps = findRouteOverlaps(networking, routes)
  if (overlaps.length === 0)
    return ok(`no route of this host meets the ranges of pods, ${networking.podSubnet}, and Services, ${networking.serviceSubnet}`)
  const [pods, services] = findFreeRanges([...listRanges(routes), ...listSubnets(networks), networkRanges[0]!])
  const remedy =
    pods !== undefined && services !== undefined
      ? `networking: { podSubnet: '${pods}', serviceSubnet: '${services}' }`
      : 'networking: { podSubnet, serviceSubnet } of ranges that this host has no route for'
  return overlaps.map((text) => ({ state: 'warning' as const, text, do: remedy }))
}

/** That of the nodes: the one that is there, or the range the next would get. */
function judgeNetwork(
  { network: { routes = [], networks, name }, sight }: HostExamination,
  { networking }: HostDemand,
): Judgement | undefined {
  if (networks === undefined) return undefined
  const own = networks.find((one) => one.name === name)
  const others = listSubnets(networks.filter((one) => one !== own))
  const next = networkRanges.find((range) => !others.some((other) => overlap(range, other)))
  if (!own && next === undefined)
    return {
      state: 'problem',
      text: `networks of the engine take all of ${networkRanges[0]} to ${networkRanges.at(-1)}: the network ${name} could not be made`,
      do: 'docker network prune',
    }
  const has = own ? `has ${own.subnets.join(', ') || 'a range of its own'}` : `would get ${next}`
  // Routes to the engine's own networks are no others'.
  const foreign =
    sight === 'all' ? routes.filter(({ range, device }) => !isEngineDevice(device) && !listSubnets(networks).includes(range)) : []
  const ranges = own ? own.subnets.filter((range) => !range.includes(':')) : [next!]
  const clash = foreign.find((route) => ranges.some((range) => overlap(range, route.range)))
  if (!clash) return ok(`the network ${name} ${has}${sight === 'all' ? ': no route of this host is in the way' : ''}`)
  // The last: the first are proposed for pods and Services.
  const free = findFreeRanges([
    ...listRanges(routes),
    ...others,
    ...networking.podSubnet.split(','),
    ...networking.serviceSubnet.split(','),
  ]).at(-1)
  const remove = own ? `docker network rm ${name}` : undefined
  const create = `docker network create --subnet ${free ?? '<a range that is free>'} ${name}`
  return {
    state: 'warning',
    text: `the network ${name} ${has}, and this host reaches ${clash.range} through ${clash.device}: one of both is out of reach`,
    do: [remove, create].filter(Boolean).join(' && '),
  }
}

/** Bridges and their ends, as the engine and Podman name them. */
function isEngineDevice(device: string): boolean {
  return /^(br-[0-9a-f]{12}|docker(0|_gwbridge)|veth|podman\d|cni-podman\d|virbr\d)/.test(device)
}

// Of each kind of private range a few, far from what routers and VPNs give out first.
const spareRanges = [
  '10.200.0.0/16',
  '10.201.0.0/16',
  '192.168.192.0/20',
  '192.168.208.0/20',
  '172.30.0.0/16',
  '172.31.0.0/16',
  '100.126.0.0/16',
  '100.127.0.0/16',
  '100.125.0.0/16',
]

function findFreeRanges(taken: readonly string[]): string[] {
  return spareRanges.filter((range) => !taken.some((other) => overlap(range, other)))
}

function listRanges(routes: readonly HostRoute[]): string[] {
  return routes.map(({ range }) => range)
}

function listSubnets(networks: readonly EngineNetwork[]): string[] {
  return networks.flatMap(({ subnets }) => subnets)
}

function overlap(a: string, b: string): boolean {
  const [one, other] = [parseIpRange(a), parseIpRange(b)]
  return typeof one === 'object' && typeof other === 'object' && doRangesOverlap(one, other)
}

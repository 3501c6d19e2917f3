// Proxies, resolvers and the clock around the engine → whether nodes reach what they must. Pure.
import { describeLoopbackProxies, hideCredentials, isLoopback } from '../loopback-proxies.ts'
import { networkRanges } from '../network.ts'
import { renderNoProxy } from '../proxy-env.ts'
import type { HostDemand, HostExamination } from './examination.ts'
import { hidden, type HostCheck, type Judgement, ok, refuse, setDaemon, setKernel } from './finding.ts'

export const networkChecks: readonly HostCheck[] = [
  // A boot tells of them with its plan.
  { area: 'network', name: 'proxies', judge: judgeProxies },
  { area: 'network', name: 'dns', judge: judgeResolvers },
  { area: 'network', name: 'forwarding', judge: judgeForwarding },
  { area: 'clock', name: 'clock', boot: refuse, judge: judgeClock },
]

function judgeProxies(
  { network: { proxies, networks, name } }: HostExamination,
  { networking }: HostDemand,
): readonly Judgement[] | Judgement {
  const set = [proxies.http, proxies.https].flatMap((proxy) => proxy || [])
  if (set.length === 0) return ok('no proxy')
  const remedy = 'have the proxy listen on an address that nodes reach, and name that in HTTP_PROXY and HTTPS_PROXY; or unset both'
  const problems = describeLoopbackProxies(proxies).map((text) => ({ state: 'problem' as const, text, do: remedy }))
  if (problems.length > 0) return problems
  const ranges = networks?.find((network) => network.name === name)?.subnets ?? [networkRanges[0]!]
  const passed = renderNoProxy({ no: proxies.no, networking }, ['<node names>'], ranges)
  return ok(`${[...new Set(set.map(hideCredentials))].join(' and ')}, but for NO_PROXY=${passed}`)
}

function judgeResolvers(host: HostExamination): Judgement | undefined {
  const {
    network: { resolvers, resolversBehind },
    sight,
    engine,
  } = host
  if (sight !== 'all' || resolvers === undefined) return hidden(host)
  const remedy = setDaemon(engine, 'set "dns": ["<address of a resolver>"] in')
  if (resolvers.length === 0)
    return { state: 'warning', text: '/etc/resolv.conf names no resolver: the engine asks those of Google for nodes', do: remedy }
  const outside = resolvers.filter((address) => !isLoopback(address))
  if (outside.length > 0) return ok(`nodes ask ${outside.join(', ')} through the engine`)
  const behind = (resolversBehind ?? []).filter((address) => !isLoopback(address))
  if (behind.length > 0)
    return ok(`the resolver ${resolvers.join(', ')} is this machine's; the engine asks those behind it, ${behind.join(', ')}`)
  const only = `the only resolver, ${resolvers.join(', ')}, is this machine's loopback`
  // Docker's own resolver, which nodes ask, asks a loopback one from the host and not from the container.
  if ('program' in engine && engine.program === 'Docker') return ok(`${only}: the engine asks it for nodes`)
  return { state: 'warning', text: `${only}: nodes may resolve no name outside the cluster`, do: remedy }
}

function judgeForwarding({ engine, sight }: HostExamination): Judgement | undefined {
  if ('silence' in engine || engine.forwardsIpv4 === undefined) return undefined
  if (engine.forwardsIpv4) return ok("the engine's host forwards packets")
  return {
    state: 'warning',
    text: "the engine's host forwards no packets: nodes and pods reach nothing outside",
    do: setKernel({ sight }, 'net.ipv4.ip_forward=1'),
  }
}

// kubeadm's certificates are valid from five minutes before they are made, and a boot takes at most a few more.
const certificatesFailMs = 10 * 60_000
const noticeableMs = 5_000

function judgeClock({ clockAheadMs, sight }: HostExamination): Judgement | undefined {
  if (clockAheadMs === undefined) return undefined
  const skewMs = Math.abs(clockAheadMs)
  if (skewMs < noticeableMs) return ok("the engine's clock and this one agree")
  const text = `the engine's clock is ${describeTime(skewMs)} ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this machine's`
  const remedy = sight === 'nothing' ? "restart the engine's machine, or have it set its clock by NTP" : 'sudo timedatectl set-ntp true'
  if (clockAheadMs > certificatesFailMs)
    return { state: 'problem', text: `${text}: certificates made there are not valid here yet`, do: remedy }
  return { state: 'warning', text: `${text}: times of events and ages are wrong by that`, do: remedy }
}

function describeTime(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`
}

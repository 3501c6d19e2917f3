// A plan → what could not work, known before anything is started, and what is worth a word.
import { doRangesOverlap, parseIpRange, type IpRange } from '../config/ip-range.ts'
import { problemsError } from '../support/problems-error.ts'
import { findApiAddressProblems } from './api-address.ts'
import { describeAssumedVersions } from './assume-image.ts'
import { describeSkew, findVersionProblems } from './judge-versions.ts'
import { describeIdlePatches, findPatchProblems } from './kubeadm/judge-patches.ts'
import { describeLoopbackProxies } from './loopback-proxies.ts'
import type { ClusterPlan } from './plan.ts'

/** Notices, one a line. Throws KIND_CONFIG_INVALID with all problems at once. */
export function checkPlan(plan: ClusterPlan): string[] {
  requireNone(plan, [...findOwnProblems(plan), ...findNetworkProblems(plan), ...findLimitProblems(plan)])
  return describePlan(plan)
}

/**
 * The same for a plan of which much is assumed: what holds on any host is a problem. Throws KIND_CONFIG_INVALID with all of them at
 * once.
 */
export function checkAssumedPlan(plan: ClusterPlan): string[] {
  requireNone(plan, findOwnProblems(plan))
  return describePlan(plan)
}

function requireNone({ spec }: ClusterPlan, problems: readonly string[]): void {
  if (problems.length > 0) throw problemsError(`the options of cluster "${spec.name}"`, problems)
}

/** Those that the options, the names of images and the engine's host tell. */
function findOwnProblems(plan: ClusterPlan): string[] {
  return [...findApiAddressProblems(plan.spec.networking, plan.host.engineHost), ...findVersionProblems(plan), ...findPatchProblems(plan)]
}

function describePlan(plan: ClusterPlan): string[] {
  return [
    ...describeAssumedVersions(plan.nodes.map(({ image }) => image)),
    ...describeIdlePatches(plan),
    ...describeSkew(plan),
    ...findEvenQuorum(plan),
    ...findMovingMembers(plan),
    ...describeLoopbackProxies(plan.host.proxies),
  ]
}

/** The engine refuses more cores than there are, after the first containers are made. */
function findLimitProblems({ spec, host: { machine } }: ClusterPlan): string[] {
  return spec.nodes.flatMap(({ cpus }, index) =>
    machine && cpus !== null && cpus > machine.cpus
      ? [`nodes[${index}].cpus  ${cpus} is more than the ${machine.cpus} of the engine's host`]
      : [],
  )
}

function findNetworkProblems({ spec, host }: ClusterPlan): string[] {
  const { ipFamily, podSubnet, serviceSubnet } = spec.networking
  const problems: string[] = []
  if (ipFamily !== 'ipv4' && !host.network.ipv6)
    problems.push(`networking.ipFamily  "${ipFamily}" needs IPv6, which the network "${host.network.name}" of this engine does not have`)
  const network = [host.network.subnet, host.network.ipv6Subnet]
    .map((text) => parseIpRange(text ?? ''))
    .filter((range): range is IpRange => typeof range === 'object')
  for (const [path, text] of [
    ['podSubnet', podSubnet],
    ['serviceSubnet', serviceSubnet],
  ] as const) {
    for (const range of text.split(',').map(parseIpRange)) {
      const met = typeof range === 'object' ? network.find((other) => doRangesOverlap(range, other)) : undefined
      if (met) problems.push(`networking.${path}  "${text}" overlaps ${met.text}, the range of the Docker network "${host.network.name}"`)
    }
  }
  return problems
}

/** etcd's members know each other by address, and find nobody when all have moved. */
function findMovingMembers({ spec, host: { network }, loadBalancer }: ClusterPlan): string[] {
  const range = spec.networking.ipFamily === 'ipv6' ? network.ipv6Subnet : network.subnet
  if (!loadBalancer || range !== undefined) return []
  return [
    `the Docker network "${network.name}" was not made by vitest-kind: addresses in it cannot be fixed, and several control planes may not find each other after a restart`,
  ]
}

/** etcd needs more than half of its members: an even number tolerates no more losses than one less would. */
function findEvenQuorum({ nodes }: ClusterPlan): string[] {
  const count = nodes.filter((node) => node.role === 'control-plane').length
  return count % 2 === 0
    ? [`${count} control planes tolerate the loss of ${count / 2 - 1}, as ${count - 1} would: etcd needs more than half`]
    : []
}

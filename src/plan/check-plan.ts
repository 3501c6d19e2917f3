// A plan → what could not work, known before anything is started, and what is worth a word.
import { doRangesOverlap, parseIpRange, type IpRange } from '../config/ip-range.ts'
import type { TaintSpec } from '../config/spec.ts'
import { problemsError } from '../support/problems-error.ts'
import { planPatchedDocuments } from './kubeadm-config.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'
import { readNodePatches } from './read-patches.ts'

/** Notices, one a line. Throws KIND_CONFIG_INVALID with all problems at once. */
export function checkPlan(plan: ClusterPlan): string[] {
  // Patches change documents, not addresses: any will do.
  const nodes = plan.nodes.map((node) => planPatchedDocuments(plan, node, { ipv4: '0.0.0.0', ipv6: '::' }, { cgroupVersion: 2, lacksSysResource: false }))
  const problems = [...new Set([...findNetworkProblems(plan), ...findLimitProblems(plan), ...findTaintProblems(plan), ...nodes.flatMap((node) => node.problems)])]
  if (problems.length > 0) throw problemsError(`the options of cluster "${plan.spec.name}"`, problems)
  const unmatched = new Set(nodes.flatMap((node) => node.unmatched))
  return [
    ...[...unmatched].map((path) => `${path} changes nothing: no document of kubeadm's has its kind and API version`),
    ...plan.nodes.flatMap((node) => findUnread(plan, node)).filter(({ path }) => !unmatched.has(path)).map(({ path, why }) => `${path} changes nothing: ${why}`),
    ...findEvenQuorum(plan),
    ...findMovingMembers(plan),
    ...findLoopbackProxies(plan),
  ]
}

/** A node's own patches for documents that kubeadm does not read on that node. */
function findUnread(plan: ClusterPlan, node: NodePlan): { readonly path: string; readonly why: string }[] {
  const isFirst = node === plan.nodes[0]
  const isRead = (kind: string | undefined): boolean => kind === 'KubeletConfiguration' || (kind === 'JoinConfiguration') !== isFirst
  const { merges, operations } = readNodePatches(plan, node)
  const patches = [...merges.map(({ path, patch: { kind } }) => ({ path, kind })), ...operations]
  const read = new Set(patches.filter(({ kind }) => isRead(kind)).map(({ path }) => path))
  const why = isFirst ? 'the first control plane does not join' : 'of a node that joins, kubeadm reads JoinConfiguration and KubeletConfiguration alone'
  return [...new Set(patches.map(({ path }) => path))].filter((path) => !read.has(path)).map((path) => ({ path, why }))
}

/** The engine refuses more cores than there are, after the first containers are made. */
function findLimitProblems({ spec, host: { machine } }: ClusterPlan): string[] {
  return spec.nodes.flatMap(({ cpus }, index) => (machine && cpus !== null && cpus > machine.cpus ? [`nodes[${index}].cpus  ${cpus} is more than the ${machine.cpus} of the engine's host`] : []))
}

/** CoreDNS tolerates the taint of control planes, and no other: it must find a node. */
function findTaintProblems({ spec }: ClusterPlan): string[] {
  const keepsOut = ({ key, effect }: TaintSpec): boolean => effect !== 'PreferNoSchedule' && !(key === 'node-role.kubernetes.io/control-plane' && effect === 'NoSchedule')
  if (!spec.nodes.every(({ taints }) => taints?.some(keepsOut))) return []
  return [`nodes[0].taints  ${spec.nodes.length === 1 ? 'the only node is' : 'all nodes are'} tainted so that CoreDNS finds none: the cluster could resolve no name`]
}

function findLoopbackProxies({ host: { proxies } }: ClusterPlan): string[] {
  // Without the password that may be in it.
  const named = [proxies.http, proxies.https].filter((proxy) => proxy !== undefined).map((proxy) => proxy.replace(/\/\/.*@/, '//'))
  return [...new Set(named)].filter((proxy) => /^([a-z]+:\/\/)?(localhost|127\.|\[::1\])/i.test(proxy)).map((proxy) => `the proxy ${proxy} is this machine's own address: in a node it leads to the node itself, and pulls will fail`)
}

function findNetworkProblems({ spec, host }: ClusterPlan): string[] {
  const { ipFamily, podSubnet, serviceSubnet } = spec.networking
  const problems: string[] = []
  if (ipFamily !== 'ipv4' && !host.network.ipv6) problems.push(`networking.ipFamily  "${ipFamily}" needs IPv6, which the network "${host.network.name}" of this engine does not have`)
  const network = [host.network.subnet, host.network.ipv6Subnet].map((text) => parseIpRange(text ?? '')).filter((range): range is IpRange => typeof range === 'object')
  for (const [path, text] of [['podSubnet', podSubnet], ['serviceSubnet', serviceSubnet]] as const) {
    for (const range of text.split(',').map(parseIpRange)) {
      const met = typeof range === 'object' ? network.find((other) => doRangesOverlap(range, other)) : undefined
      if (met) problems.push(`networking.${path}  "${text}" overlaps ${met.text}, the range of the Docker network "${host.network.name}"`)
    }
  }
  return problems
}

/** etcd's members know each other by address, and find nobody when all have moved. */
function findMovingMembers({ host: { network }, loadBalancer }: ClusterPlan): string[] {
  if (!loadBalancer || network.subnet !== undefined) return []
  return [`the Docker network "${network.name}" was not made by vitest-kind: addresses in it cannot be fixed, and several control planes may not find each other after a restart`]
}

/** etcd needs more than half of its members: an even number tolerates no more losses than one less would. */
function findEvenQuorum({ nodes }: ClusterPlan): string[] {
  const count = nodes.filter((node) => node.role === 'control-plane').length
  return count % 2 === 0 ? [`${count} control planes tolerate the loss of ${count / 2 - 1}, as ${count - 1} would: etcd needs more than half`] : []
}

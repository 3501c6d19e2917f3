// A plan → what could not work, known before anything is started, and what is worth a word.
import { doRangesOverlap, parseIpRange, type IpRange } from '../config/ip-range.ts'
import { ConfigError } from '../support/errors.ts'
import { planPatchedDocuments } from './kubeadm-config.ts'
import type { ClusterPlan } from './plan.ts'

/** Notices, one a line. Throws KIND_CONFIG_INVALID with all problems at once. */
export function checkPlan(plan: ClusterPlan): string[] {
  // Patches change documents, not addresses: any will do.
  const nodes = plan.nodes.map((node) => planPatchedDocuments(plan, node, { ipv4: '0.0.0.0', ipv6: '::' }, { cgroupVersion: 2, lacksSysResource: false }))
  const problems = [...new Set([...findNetworkProblems(plan), ...nodes.flatMap((node) => node.problems)])]
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    throw new ConfigError('KIND_CONFIG_INVALID', { what: `${count} in the options of cluster "${plan.spec.name}"`, problems: [...problems, 'nothing was started'] })
  }
  const [first, ...others] = nodes.map((node) => node.unmatched)
  // A cluster-wide patch need fit only one node's documents; a node's own stands in that node's list alone.
  const unmatched = new Set([...first!, ...others.flat()].filter((path) => nodes.every((node) => !path.startsWith('nodes[') ? node.unmatched.includes(path) : true)))
  return [...[...unmatched].map((path) => `${path} changes nothing: no document of kubeadm's has its kind and API version`), ...findEvenQuorum(plan)]
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

/** etcd needs more than half of its members: an even number tolerates no more losses than one less would. */
function findEvenQuorum({ nodes }: ClusterPlan): string[] {
  const count = nodes.filter((node) => node.role === 'control-plane').length
  return count % 2 === 0 ? [`${count} control planes tolerate the loss of ${count / 2 - 1}, as ${count - 1} would: etcd needs more than half`] : []
}

// How many nodes of which role, and what they would be called → what keeps them from being a cluster.
import { defaults } from '../defaults.ts'
import type { ClusterOptions, NodeOptions, TaintOptions } from '../options.ts'
import type { IsBroken, Problem } from './problem.ts'

export function findNodeProblems(options: ClusterOptions, isBroken: IsBroken): Problem[] {
  const { nodes, workers, controlPlanes } = options
  const problems: Problem[] = []
  const listed = nodes !== undefined && nodes.length > 0
  if (listed && workers !== undefined) problems.push(['workers', 'cannot stand beside nodes; write the workers into nodes'])
  if (listed && controlPlanes !== undefined)
    problems.push(['controlPlanes', 'cannot stand beside nodes; write the control planes into nodes'])
  // A role that cannot be read may be any.
  const unclear = isBroken('nodes') || nodes?.some((_node, index) => isBroken('nodes', index) || isBroken('nodes', index, 'role'))
  if (unclear) return problems
  if (listed && !nodes.some(isControlPlane)) problems.push(['nodes', 'no control plane among them; a cluster needs one'])
  return [...problems, ...findNameProblems(options), ...findTaintProblems(options), ...findRepeatedTaints(options)]
}

// The kubelet labels its node with its name, and the value of a label ends there. The load balancer is no node: a hostname of Linux.
const longestNodeName = 63
const longestHostname = 64

function findNameProblems({ name, nodes, workers = 0, controlPlanes = defaults.controlPlanes }: ClusterOptions): Problem[] {
  if (name === undefined) return []
  const count = nodes?.length ? nodes.filter(isControlPlane).length : controlPlanes
  const others = nodes?.length ? nodes.length - count : workers
  const ends: [suffix: string, longest: number][] = [
    [`-control-plane${count > 1 ? count : ''}`, longestNodeName],
    ...(others > 0 ? [[`-worker${others > 1 ? others : ''}`, longestNodeName] as [string, number]] : []),
    ...(count > 1 ? [['-external-load-balancer', longestHostname] as [string, number]] : []),
  ]
  const [suffix, room] = ends
    .map(([end, longest]) => [end, longest - end.length] as const)
    .reduce((one, other) => (other[1] < one[1] ? other : one))
  return name.length > room
    ? [['name', `"${name}" has ${name.length} characters; with "${suffix}" behind it, as a container's name, there is room for ${room}`]]
    : []
}

/** CoreDNS tolerates the taint of control planes, and no other: it must find a node. */
function findTaintProblems({ nodes }: ClusterOptions): Problem[] {
  const keepsOut = ({ key, effect }: TaintOptions): boolean =>
    effect !== 'PreferNoSchedule' && !(key === 'node-role.kubernetes.io/control-plane' && effect === 'NoSchedule')
  if (!nodes?.length || !nodes.every(({ taints }) => taints?.some((taint) => taint !== undefined && keepsOut(taint)))) return []
  const which = nodes.length === 1 ? 'the only node is' : 'all nodes are'
  return [['nodes[0].taints', `${which} tainted so that CoreDNS finds none: the cluster could resolve no name`]]
}

/** The API server refuses a node with two taints of one key and effect. */
function findRepeatedTaints({ nodes = [] }: ClusterOptions): Problem[] {
  return nodes.flatMap(({ taints = [] }, index) =>
    taints.flatMap((taint, at): Problem[] => {
      const first = taints.findIndex((other) => other?.key === taint?.key && other?.effect === taint?.effect)
      if (taint?.key === undefined || taint.effect === undefined || first === at) return []
      return [
        [
          `nodes[${index}].taints[${at}]`,
          `"${taint.key}" with ${taint.effect} stands in taints[${first}] already; one value is all it can have`,
        ],
      ]
    }),
  )
}

function isControlPlane(node: NodeOptions): boolean {
  return (node.role ?? 'control-plane') === 'control-plane'
}

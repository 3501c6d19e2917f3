// A pod that no node took → whether any ever could, as they are. What passes by itself is no hindrance: taints that Kubernetes sets for a
// moment, a cordon, room or ports that other pods have, a volume that is bound later. Pure.
import type {
  V1Container,
  V1NodeSelectorRequirement,
  V1NodeSpec,
  V1NodeStatus,
  V1PodSpec,
  V1Taint,
  V1Toleration,
} from '@kubernetes/client-node'
import type { KubeObject } from '../object.ts'
import { parseQuantity } from './quantity.ts'

// What an extended resource offers comes later, with its device plugin.
const lastingResources = ['cpu', 'memory', 'ephemeral-storage']

/** Undefined while some node could take it. */
export function whyNoNode(pod: KubeObject, nodes: readonly KubeObject[]): string | undefined {
  const spec = (pod['spec'] ?? {}) as V1PodSpec
  if (nodes.length === 0 || (spec.schedulerName ?? 'default-scheduler') !== 'default-scheduler') return undefined
  const hindrances = nodes.map((node) => hindranceOf(node, spec))
  if (hindrances.includes(undefined)) return undefined
  const of = nodes.length === 1 ? 'the only node' : `none of the ${nodes.length} nodes`
  return `${of} ${nodes.length === 1 ? 'cannot' : 'can'} take it: ${[...new Set(hindrances)].join('; ')}`
}

function hindranceOf(node: KubeObject, spec: V1PodSpec): string | undefined {
  const labels = node.metadata.labels ?? {}
  const missing = Object.entries(spec.nodeSelector ?? {}).find(([key, value]) => labels[key] !== value)
  if (missing) return `no label ${missing.join('=')} (nodeSelector)`
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  if (
    terms &&
    !terms.some((term) => matches(term.matchExpressions, labels) && matches(term.matchFields, { 'metadata.name': node.metadata.name }))
  )
    return 'its labels do not match the required nodeAffinity'
  const { taints = [] } = (node['spec'] ?? {}) as V1NodeSpec
  const taint = taints.find((one) => isLasting(one) && !(spec.tolerations ?? []).some((toleration) => tolerates(toleration, one)))
  if (taint) return `taint ${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect} is not tolerated`
  return tooLarge(spec, node['status'] ?? {})
}

function matches(requirements: readonly V1NodeSelectorRequirement[] = [], labels: Readonly<Record<string, string>>): boolean {
  return requirements.every(({ key, operator, values = [] }) => {
    const value = labels[key]
    if (operator === 'Exists') return value !== undefined
    if (operator === 'DoesNotExist') return value === undefined
    if (operator === 'NotIn') return value === undefined || !values.includes(value)
    if (value === undefined) return false
    if (operator === 'Gt') return Number(value) > Number(values[0])
    if (operator === 'Lt') return Number(value) < Number(values[0])
    // An operator of a later release says nothing here.
    return operator !== 'In' || values.includes(value)
  })
}

function isLasting({ key, effect }: V1Taint): boolean {
  return effect !== 'PreferNoSchedule' && !/^node\.(?:cloudprovider\.)?kubernetes\.io\//.test(key)
}

/** Without an operator: Equal. An empty key tolerates all, an empty effect all effects. One with an operator of a later release may. */
function tolerates({ key, operator = 'Equal', value = '', effect }: V1Toleration, taint: V1Taint): boolean {
  if (effect && effect !== taint.effect) return false
  if (key && key !== taint.key) return false
  return operator !== 'Equal' || (Boolean(key) && value === (taint.value ?? ''))
}

function tooLarge({ containers, initContainers = [] }: V1PodSpec, { allocatable = {} }: V1NodeStatus): string | undefined {
  for (const resource of lastingResources) {
    const has = parseQuantity(allocatable[resource] ?? '')
    // Init containers run one after the other, and before the others.
    const wants = Math.max(
      containers.map((one) => requestOf(one, resource)).reduce((sum, one) => sum + one, 0),
      ...initContainers.map((one) => requestOf(one, resource)),
    )
    if (has === undefined || wants <= has) continue
    const asked = [...containers, ...initContainers].flatMap((one) => one.resources?.requests?.[resource] ?? []).join(' + ')
    return `it requests ${resource} ${asked} of ${allocatable[resource]} allocatable`
  }
  return undefined
}

function requestOf({ resources }: V1Container, resource: string): number {
  return parseQuantity(resources?.requests?.[resource] ?? '') ?? 0
}

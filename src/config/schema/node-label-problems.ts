// Labels of nodes → those that the kubelet would refuse to give its own node: it would not start, and nothing would say why.
import type { ClusterOptions } from '../options.ts'
import type { Problem } from './problem.ts'

export function findNodeLabelProblems({ nodes }: ClusterOptions): Problem[] {
  return (nodes ?? []).flatMap((node, index) =>
    Object.entries(node.labels ?? {}).flatMap(([key, value]): Problem[] =>
      isRefused(key) ? [[`nodes[${index}].labels.${key}`, describeRefusedLabel(key, value)]] : [],
    ),
  )
}

/** Whether a node may not label itself so. The rule is the kubelet's own, cmd/kubelet/app/options of Kubernetes 1.37. */
export function isRefused(key: string): boolean {
  const [namespace = '', name] = key.split('/')
  if (name === undefined || !isBelow(namespace, ['kubernetes.io', 'k8s.io'])) return false
  return !allowedKeys.has(key) && !isBelow(namespace, ['kubelet.kubernetes.io', 'node.kubernetes.io'])
}

export function describeRefusedLabel(key: string, value: string): string {
  return `a node may not give itself this label; leave it out, and when the cluster is there: kubectl label node NAME ${key}=${value}`
}

function isBelow(namespace: string, domains: readonly string[]): boolean {
  return domains.some((domain) => namespace === domain || namespace.endsWith(`.${domain}`))
}

const allowedKeys = new Set([
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'kubernetes.io/arch',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
])

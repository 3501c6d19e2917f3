// What a node's programs are told to hurry: in their environment, by the word their image knows for it. A stock image knows none, and
// with kubeadm as it is nothing is hurried.
import { writeYaml } from '../../support/kube-yaml.ts'
import type { NodeFile } from '../node-file.ts'
import { nodePaths } from '../node-paths.ts'
import { hasKubeProxyPatches } from './kubeadm-api.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'

type Variables = Readonly<Record<string, string>>

/** Whether the waits of a node's programs between two looks at something are short. */
export function hurriesWaits({ spec }: Pick<KubeadmCluster, 'spec'>, { image }: Pick<KubeadmNode, 'image'>): boolean {
  return spec.fidelity === 'fast' && image.hurries.includes('waits')
}

/** Of those that systemd or a boot starts: the kubelet and kubeadm. Keep with images/sources/kubernetes/hurry/hurry.go. */
export function hurriedWaits(cluster: Pick<KubeadmCluster, 'spec'>, node: Pick<KubeadmNode, 'image'>): Variables {
  return hurriesWaits(cluster, node) ? { VITEST_KIND_HURRY: 'true' } : {}
}

/** Of those that kubeadm makes pods of, the files by which it is told. */
export function planHurryPatches(cluster: KubeadmCluster, node: KubeadmNode): NodeFile[] {
  if (node.role !== 'control-plane') return []
  const waits = hurriedWaits(cluster, node)
  const controllerManager = { ...waits, ...(clearsNamespaces(cluster, node) && { VITEST_KIND_CLEAR_NAMESPACES: 'true' }) }
  return [
    ...patch('etcd', pod('etcd', waits)),
    ...patch('kube-apiserver', pod('kube-apiserver', { ...waits, ...(isAlone(cluster, node) && { VITEST_KIND_ALONE: 'true' }) })),
    ...patch('kube-controller-manager', pod('kube-controller-manager', controllerManager)),
    ...patch('kube-scheduler', pod('kube-scheduler', waits)),
    ...(hasKubeProxyPatches(node) ? patch('kubeproxydaemonset', inTemplate(pod('kube-proxy', waits))) : []),
  ]
}

/** Whether no other API server could be asked for what this one has just been told. Keep the variable with images/sources/kubernetes/hurry/hurry.go. */
function isAlone(cluster: KubeadmCluster, node: KubeadmNode): boolean {
  return hurriesWaits(cluster, node) && cluster.loadBalancer === undefined
}

/**
 * Not where there are several control planes: Kubernetes begins 5 s after the removal so that every API server has heard of it and
 * admits nothing more. A single one refuses from the removal on. Keep the variable with images/sources/kubernetes/removed_namespaces.go.
 */
function clearsNamespaces({ spec, loadBalancer }: KubeadmCluster, { image }: KubeadmNode): boolean {
  return spec.fidelity === 'fast' && image.hurries.includes('namespaces') && loadBalancer === undefined
}

function pod(program: string, variables: Variables): object | undefined {
  const env = Object.entries(variables).map(([name, value]) => ({ name, value }))
  return env.length > 0 ? { spec: { containers: [{ name: program, env }] } } : undefined
}

function inTemplate(template: object | undefined): object | undefined {
  return template && { spec: { template } }
}

function patch(target: string, content: object | undefined): NodeFile[] {
  return content ? [{ path: `${nodePaths.kubeadmPatches}/${target}-hurry+strategic.yaml`, content: writeYaml(content) }] : []
}

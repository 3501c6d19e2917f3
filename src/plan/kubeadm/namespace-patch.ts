// Whether a control plane clears removed namespaces at once → the file by which kubeadm tells its kube-controller-manager.
import { writeYaml } from '../../support/kube-yaml.ts'
import type { NodeFile } from '../node-file.ts'
import { nodePaths } from '../node-paths.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'

// Keep with images/sources/kubernetes/removed_namespaces.go.
const variable = 'VITEST_KIND_CLEAR_NAMESPACES'
const program = 'kube-controller-manager'

/**
 * None where there are several control planes: Kubernetes begins 5 s after the removal so that every API server has heard of it and
 * admits nothing more. A single one refuses from the removal on.
 */
export function planNamespacePatch({ spec, loadBalancer }: KubeadmCluster, { role, image }: KubeadmNode): NodeFile[] {
  if (role !== 'control-plane' || !image.clearsNamespaces || spec.fidelity !== 'fast' || loadBalancer !== undefined) return []
  const containers = [{ name: program, env: [{ name: variable, value: 'true' }] }]
  return [{ path: `${nodePaths.kubeadmPatches}/${program}-namespaces+strategic.yaml`, content: writeYaml({ spec: { containers } }) }]
}

// What is one node's kubelet's own → files that kubeadm applies on that node. KubeletConfiguration as a document is the cluster's:
// kubeadm keeps the first node's and hands it to all (kind #3849), so what differs between nodes must go this way.
import { parseYaml, writeYaml } from '../../support/kube-yaml.ts'
import { hasKubeletPatches } from './kubeadm-api.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'
import type { NodeFile } from '../node-file.ts'
import { nodePaths } from '../node-paths.ts'
import type { PatchSet } from './patch-documents.ts'
import { readClusterPatches, readNodePatches } from './read-patches.ts'
import { planReservation } from '../reservation.ts'

/** The limits of the node first: its own patches have the last word. */
export function planNodePatches(cluster: KubeadmCluster, node: KubeadmNode): NodeFile[] {
  if (!hasKubeletPatches(node)) return []
  const { merges, operations } = splitPatches(cluster, node).kubelet
  const reservation = planReservation(node.spec, cluster.host.machine)
  const patches = [
    ...(reservation ? [{ type: 'merge', content: { systemReserved: reservation } }] : []),
    ...merges.map(({ patch: { kind: _kind, apiVersion: _apiVersion, ...content } }) => ({ type: 'merge', content })),
    ...operations.map(({ text }) => ({ type: 'json', content: parseYaml(text) ?? [] })),
  ]
  // kubeadm applies them in the order of their names.
  return patches.map(({ type, content }, index) => ({
    path: `${nodePaths.kubeadmPatches}/kubeletconfiguration${String(index).padStart(2, '0')}+${type}.yaml`,
    content: writeYaml(content),
  }))
}

/** The cluster's patches, then the node's without those for its kubelet. */
export function listPatchSets(cluster: KubeadmCluster, node: KubeadmNode): PatchSet[] {
  return [readClusterPatches(cluster), splitPatches(cluster, node).others]
}

function splitPatches(cluster: KubeadmCluster, node: KubeadmNode): { readonly kubelet: PatchSet; readonly others: PatchSet } {
  const { merges, operations } = readNodePatches(cluster, node)
  const isKubelet = ({ kind, apiVersion }: { readonly kind?: string; readonly apiVersion?: string }): boolean =>
    hasKubeletPatches(node) && kind === 'KubeletConfiguration' && (!apiVersion || apiVersion === 'kubelet.config.k8s.io/v1beta1')
  return {
    kubelet: { merges: merges.filter(({ patch }) => isKubelet(patch)), operations: operations.filter(isKubelet) },
    others: { merges: merges.filter(({ patch }) => !isKubelet(patch)), operations: operations.filter((patch) => !isKubelet(patch)) },
  }
}

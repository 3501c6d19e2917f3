// What is one node's kubelet's own → files that kubeadm applies on that node. KubeletConfiguration as a document is the cluster's:
// kubeadm keeps the first node's and hands it to all (kind #3849), so what differs between nodes must go this way.
import { parse, stringify } from 'yaml'
import { kubeYaml } from '../support/kube-yaml.ts'
import { minorOf } from './kubeadm-api.ts'
import type { NodeFile } from './node-files.ts'
import { nodePaths } from './node-paths.ts'
import type { PatchSet } from './patch-documents.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'
import { readClusterPatches, readNodePatches } from './read-patches.ts'
import { planReservation } from './reservation.ts'

/** The limits of the node first: its own patches have the last word. */
export function planNodePatches(plan: ClusterPlan, node: NodePlan): NodeFile[] {
  if (!hasKubeletPatches(plan)) return []
  const { merges, operations } = splitPatches(plan, node).kubelet
  const reservation = planReservation(node.spec, plan.host.machine)
  const patches = [
    ...(reservation ? [{ type: 'merge', content: { systemReserved: reservation } }] : []),
    ...merges.map(({ patch: { kind: _kind, apiVersion: _apiVersion, ...content } }) => ({ type: 'merge', content })),
    ...operations.map(({ text }) => ({ type: 'json', content: parse(text, kubeYaml) as unknown })),
  ]
  // kubeadm applies them in the order of their names.
  return patches.map(({ type, content }, index) => ({ path: `${nodePaths.kubeadmPatches}/kubeletconfiguration${String(index).padStart(2, '0')}+${type}.yaml`, content: stringify(content, kubeYaml) }))
}

/** The cluster's patches, then the node's without those for its kubelet. */
export function listPatchSets(plan: ClusterPlan, node: NodePlan): PatchSet[] {
  return [readClusterPatches(plan), splitPatches(plan, node).others]
}

/** kubeadm has known the patch target `kubeletconfiguration` since 1.25. */
function hasKubeletPatches(plan: ClusterPlan): boolean {
  return minorOf(plan) >= 25
}

function splitPatches(plan: ClusterPlan, node: NodePlan): { readonly kubelet: PatchSet; readonly others: PatchSet } {
  const { merges, operations } = readNodePatches(plan, node)
  const isKubelet = ({ kind, apiVersion }: { readonly kind?: string; readonly apiVersion?: string }): boolean =>
    hasKubeletPatches(plan) && kind === 'KubeletConfiguration' && (apiVersion === undefined || apiVersion === 'kubelet.config.k8s.io/v1beta1')
  return {
    kubelet: { merges: merges.filter(({ patch }) => isKubelet(patch)), operations: operations.filter(isKubelet) },
    others: { merges: merges.filter(({ patch }) => !isKubelet(patch)), operations: operations.filter((patch) => !isKubelet(patch)) },
  }
}

// The patches that kubeadm is to find on a node for what it makes there, CoreDNS's aside. Whoever tells kubeadm to look for them asks here, too.
import type { NodeFile } from '../node-file.ts'
import { planControlPlanePatches } from './control-plane-patches.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'
import { planHurryPatches } from './hurry.ts'
import { planNodePatches } from './node-patches.ts'

export function planKubeadmPatches(cluster: KubeadmCluster, node: KubeadmNode): NodeFile[] {
  return [...planControlPlanePatches(cluster, node), ...planNodePatches(cluster, node), ...planHurryPatches(cluster, node)]
}

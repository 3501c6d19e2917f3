// What kubeadm of one Kubernetes version can read: the version of its documents, and how program arguments are written in them.
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'

export type KubeadmApi = 'kubeadm.k8s.io/v1beta4' | 'kubeadm.k8s.io/v1beta3'

export interface KubeadmDocument {
  readonly apiVersion: string
  readonly kind: string
  readonly [field: string]: unknown
}

/** The oldest whose kubeadm reads v1beta3, and kind writes it for. */
export const oldestMinor = 23

/** The older one as long as kind writes it: patches written for kind name its version, and paths in its documents. */
export function kubeadmApi(node: KubeadmNode): KubeadmApi {
  return minorOf(node) >= 36 ? 'kubeadm.k8s.io/v1beta4' : 'kubeadm.k8s.io/v1beta3'
}

export function minorOf({ image }: KubeadmNode): number {
  return Number(image.kubernetesVersion.split('.')[1])
}

/** Whether CoreDNS is patched: its target `corednsdeployment` is known to kubeadm since 1.32. */
export function patchesCoreDns({ spec }: Pick<KubeadmCluster, 'spec'>, node: KubeadmNode): boolean {
  return spec.fidelity === 'fast' && minorOf(node) >= 32
}

/** Whether the pods of a control plane are patched. Since 1.34 kubeadm gives all of them but one a readiness probe, and none is made by a patch. */
export function patchesControlPlane({ spec }: Pick<KubeadmCluster, 'spec'>, node: KubeadmNode): boolean {
  return spec.fidelity === 'fast' && node.role === 'control-plane' && minorOf(node) >= 34
}

/** Whether it knows the patch target `kubeletconfiguration`: since 1.25. */
export function hasKubeletPatches(node: KubeadmNode): boolean {
  return minorOf(node) >= 25
}

/** Whether it knows the patch target `kubeproxydaemonset`: since 1.37. */
export function hasKubeProxyPatches(node: KubeadmNode): boolean {
  return minorOf(node) >= 37
}

/** Whether its kubelet refuses cgroup v1 unless told: since 1.35; the field is there since 1.31. */
export function refusesCgroupV1(node: KubeadmNode): boolean {
  return minorOf(node) >= 35
}

/** Arguments are a list from v1beta4 on, a map before. */
export function hasArgumentLists(apiVersion: string): boolean {
  return apiVersion === ('kubeadm.k8s.io/v1beta4' satisfies KubeadmApi)
}

export function renderArguments(api: KubeadmApi, values: Readonly<Record<string, string>>): object {
  return hasArgumentLists(api) ? Object.entries(values).map(([name, value]) => ({ name, value })) : values
}

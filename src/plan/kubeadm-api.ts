// What kubeadm of one Kubernetes version can read: the version of its documents, and how program arguments are written in them.
import type { ClusterPlan } from './plan.ts'

export type KubeadmApi = 'kubeadm.k8s.io/v1beta4' | 'kubeadm.k8s.io/v1beta3'

/** The older one as long as kind writes it: patches written for kind name its version, and paths in its documents. */
export function kubeadmApi(plan: ClusterPlan): KubeadmApi {
  return minorOf(plan) >= 36 ? 'kubeadm.k8s.io/v1beta4' : 'kubeadm.k8s.io/v1beta3'
}

export function minorOf(plan: ClusterPlan): number {
  return Number(plan.kubernetesVersion.split('.')[1])
}

/** Whether this kubeadm knows the patch target `corednsdeployment`: since 1.32. */
export function hasCoreDnsPatches(plan: ClusterPlan): boolean {
  return minorOf(plan) >= 32
}

/** Arguments are a list from v1beta4 on, a map before. */
export function hasArgumentLists(apiVersion: string): boolean {
  return apiVersion === ('kubeadm.k8s.io/v1beta4' satisfies KubeadmApi)
}

export function renderArguments(api: KubeadmApi, values: Readonly<Record<string, string>>): object {
  return hasArgumentLists(api) ? Object.entries(values).map(([name, value]) => ({ name, value })) : values
}

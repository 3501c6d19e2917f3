// What kubeadm of one Kubernetes version can read: the version of its documents, and how program arguments are written in them.
import type { ClusterPlan } from './plan.ts'

export type KubeadmApi = 'kubeadm.k8s.io/v1beta4' | 'kubeadm.k8s.io/v1beta3'

/** v1beta4 has been read since 1.31; older kubeadms know v1beta3. */
export function kubeadmApi(plan: ClusterPlan): KubeadmApi {
  return minorOf(plan) >= 31 ? 'kubeadm.k8s.io/v1beta4' : 'kubeadm.k8s.io/v1beta3'
}

export function minorOf(plan: ClusterPlan): number {
  return Number(plan.kubernetesVersion.split('.')[1])
}

/** Whether this kubeadm knows the patch target `corednsdeployment`: since 1.32. */
export function hasCoreDnsPatches(plan: ClusterPlan): boolean {
  return minorOf(plan) >= 32
}

/** Arguments are a list from v1beta4 on, a map before. */
export function renderArguments(api: KubeadmApi, values: Readonly<Record<string, string>>): object {
  return api === 'kubeadm.k8s.io/v1beta4' ? Object.entries(values).map(([name, value]) => ({ name, value })) : values
}

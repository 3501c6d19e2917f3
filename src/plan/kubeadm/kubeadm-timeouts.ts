// The time a boot may take → how long kubeadm waits by itself, where its own minutes would end a boot that was given more. Never
// less than its own: they are also in the probes of the control plane's pods.
import type { KubeadmApi } from './kubeadm-api.ts'
import type { KubeadmCluster } from './kubeadm-input.ts'

// kubeadm's own, in seconds (app/constants/constants.go of 1.34 to 1.37).
const own = {
  controlPlaneComponentHealthCheck: 240,
  kubeletHealthCheck: 240,
  kubernetesAPICall: 60,
  etcdAPICall: 120,
  tlsBootstrap: 300,
  discovery: 300,
}

/** Fields of the documents that say it, in this version's words; empty where kubeadm's own will do. */
export interface KubeadmTimeouts {
  /** Of InitConfiguration and JoinConfiguration. */
  readonly common: object
  /** Of `apiServer` in ClusterConfiguration. */
  readonly apiServer: object
  /** Of `discovery` in JoinConfiguration. */
  readonly discovery: object
}

export function planKubeadmTimeouts(api: KubeadmApi, { policy: { bootTimeoutMs } }: Pick<KubeadmCluster, 'policy'>): KubeadmTimeouts {
  const budget = Math.ceil(bootTimeoutMs / 1000)
  const longer = Object.entries(own).flatMap(([name, itsOwn]) => {
    // Half: what an API server leaves of the time after that would not do for the rest, and that it does not answer is told earlier.
    const wanted = name === 'kubernetesAPICall' ? Math.ceil(budget / 2) : budget
    return wanted > itsOwn ? [[name, `${wanted}s`] as const] : []
  })
  const timeouts: Partial<Record<keyof typeof own, string>> = Object.fromEntries(longer)
  if (api === 'kubeadm.k8s.io/v1beta4') return { common: longer.length > 0 ? { timeouts } : {}, apiServer: {}, discovery: {} }
  // The others cannot be said there.
  return {
    common: {},
    apiServer: timeouts.controlPlaneComponentHealthCheck ? { timeoutForControlPlane: timeouts.controlPlaneComponentHealthCheck } : {},
    discovery: timeouts.discovery ? { timeout: timeouts.discovery } : {},
  }
}

// What the pods of a control plane do again and again, and no test is about → patches for the manifests that kubeadm makes of them.
import { writeYaml } from '../../support/kube-yaml.ts'
import { patchesControlPlane } from './kubeadm-api.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'
import type { NodeFile } from '../node-file.ts'
import { nodePaths } from '../node-paths.ts'

interface Saving {
  readonly name: 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler'
  /** Whether kubeadm has it asked every second whether it is ready. */
  readonly isProbed: boolean
  /** Of Go's runtime. */
  readonly env: Readonly<Record<string, string>>
}

// Go's runtime collects when the heap has doubled: of 240 MB that an API server takes in a small cluster, half is what may be thrown away.
// Collected when it has grown by half, all programs of a node take 70 MB less (measured). A boot takes a tenth more of the processors with it, so
// Kubernetes' programs of a node image built here begin with Go's own (images/sources/kubernetes/hurry/give_back.go).
export const smallHeap = { GOGC: '50' }
// A program that waits is woken some hundred times a second by timers, and each time Go looks for work on all the processors it may use: on
// one of two, an idle controller manager takes 0.7 % of a core in place of 1.2 % (measured), and neither it nor the scheduler wants
// more than one for as many objects as tests make.
const oneProcessor = { GOMAXPROCS: '1', ...smallHeap }
const savings: readonly Saving[] = [
  { name: 'etcd', isProbed: true, env: smallHeap },
  { name: 'kube-apiserver', isProbed: true, env: smallHeap },
  { name: 'kube-controller-manager', isProbed: false, env: oneProcessor },
  { name: 'kube-scheduler', isProbed: true, env: oneProcessor },
]

// Each probe is a TLS handshake: all of them, every second, take 0.7 % of a core (measured). Whether these pods are ready decides about
// nothing. One probe in ten seconds that fails is enough then, in place of three; what does not live is started anew as before.
const readinessProbe = { periodSeconds: 10, failureThreshold: 1 }

// kubeadm asks for the first time after 10 s. With this they are Ready no later than with kubeadm, where each probe comes sooner but that one.
const startSeconds = 2
const startBudgetSeconds = 240

function startupProbe({ policy: { bootTimeoutMs } }: Pick<KubeadmCluster, 'policy'>): object {
  const failureThreshold = Math.ceil(Math.max(startBudgetSeconds, bootTimeoutMs / 1000) / startSeconds)
  return { initialDelaySeconds: startSeconds, periodSeconds: startSeconds, failureThreshold }
}

/** None for other nodes, and with kubeadm as it is. */
export function planControlPlanePatches(cluster: KubeadmCluster, node: KubeadmNode): NodeFile[] {
  if (!patchesControlPlane(cluster, node)) return []
  return savings.map(({ name, isProbed, env }) => {
    const variables = Object.entries(env).map(([key, value]) => ({ name: key, value }))
    const probes = { startupProbe: startupProbe(cluster), ...(isProbed && { readinessProbe }) }
    const container = { name, ...(variables.length > 0 && { env: variables }), ...probes }
    return { path: `${nodePaths.kubeadmPatches}/${name}+strategic.yaml`, content: writeYaml({ spec: { containers: [container] } }) }
  })
}

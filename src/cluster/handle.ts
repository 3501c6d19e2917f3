// What a worker may know of a cluster: plain, structured-cloneable data; no sockets, no classes.
import { nodePaths } from '../plan/node-paths.ts'
import { readKubeAccess } from '../kube/kubeconfig/kubeconfig.ts'
import type { ActionTiming } from '../support/progress.ts'
import { addressOf, type Cluster } from './cluster.ts'
import { kubeconfigPath } from './paths.ts'

export type { ActionTiming }

/** One node of a cluster. */
export interface NodeHandle {
  /** Container name, hostname and Kubernetes node name: they are the same. */
  readonly name: string
  readonly role: 'control-plane' | 'worker'
  /** Address on the Docker network; an IPv6 one where `networking.ipFamily` is 'ipv6'. */
  readonly address: string
}

/** A usable cluster: every node Ready, CoreDNS Ready, the `default` ServiceAccount there, pods schedulable. */
export interface ClusterHandle {
  readonly name: string
  /** `v1.37.2` */
  readonly kubernetesVersion: string
  readonly nodes: readonly NodeHandle[]
  /** The user's own labels. */
  readonly labels: Readonly<Record<string, string>>
  /** Kubeconfig text, with one context named `kind-<name>`. */
  readonly kubeconfig: string
  /** The same text as a file of mode 0600, removed with the cluster. */
  readonly kubeconfigPath: string
  /** `https://127.0.0.1:40123` */
  readonly server: string
  /** Whether it existed already and was adopted by its labels. */
  readonly adopted: boolean
  /** What was done to make it usable, in order of completion; for an adopted cluster only the adoption. */
  readonly timings: readonly ActionTiming[]
}

export interface HandleFacts {
  readonly directory: string
  readonly adopted: boolean
  readonly timings: readonly ActionTiming[]
  /** Where it is known. @default what the first node says */
  readonly kubernetesVersion?: string
  /** The same; its text. */
  readonly kubeconfig?: string
}

/** The kubeconfig file it names is there already: the boot writes it, and so does whoever adopts or wakes a cluster (write-kubeconfig.ts). */
export async function readHandle(
  { name, containers, nodes, spec, readKubeconfig }: Cluster,
  { directory, adopted, timings, kubernetesVersion, kubeconfig: known }: HandleFacts,
): Promise<ClusterHandle> {
  const [kubeconfig, version] = await Promise.all([known ?? readKubeconfig(), kubernetesVersion ?? nodes[0]?.read(nodePaths.version)])
  return {
    name,
    kubernetesVersion: version?.trim() ?? 'unknown',
    nodes: nodes.map((node) => ({ name: node.name, role: node.role, address: addressOf({ spec }, node) })),
    labels: userLabels(containers[0].labels),
    kubeconfig,
    kubeconfigPath: kubeconfigPath(directory),
    server: readKubeAccess(kubeconfig).server,
    adopted,
    timings,
  }
}

/** Labels without ours, kind's and the image's. */
export function userLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !/^io\.(x-k8s\.kind|vitest-kind)\./.test(key)))
}

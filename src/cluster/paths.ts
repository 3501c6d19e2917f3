// Where the files of one cluster lie on the host. Made of a checked name only: what is below is removed with the cluster.
import { join } from 'node:path'
import type { ClusterName } from '../config/cluster-name.ts'

/** The directory of one cluster below the artifacts directory. */
export function clusterDirectory(artifactsDirectory: string, cluster: ClusterName): string {
  return join(artifactsDirectory, cluster)
}

/** Kubeconfig, mode 0600; removed with the cluster. */
export function kubeconfigPath(directory: string): string {
  return join(directory, 'kubeconfig')
}

/** The kubeconfig itself, and one that is just being written. */
export function isKubeconfigFile(name: string): boolean {
  return /^kubeconfig(\.[0-9a-f]{8})?$/.test(name)
}

/** What a boot that failed has said; where it lies, the rest of the folder is its evidence. */
export function errorPath(directory: string): string {
  return join(directory, 'error.txt')
}

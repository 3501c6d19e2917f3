// Where the files of one cluster lie on the host.
import { join } from 'node:path'

/** Kubeconfig, mode 0600; removed with the cluster. */
export function kubeconfigPath(directory: string): string {
  return join(directory, 'kubeconfig')
}

/** The directory of one cluster below the artifacts directory. */
export function clusterDirectory(artifactsDirectory: string, cluster: string): string {
  return join(artifactsDirectory, cluster)
}

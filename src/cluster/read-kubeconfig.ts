// A name → the kubeconfig text of that cluster, ours or kind's.
import { readClusterKubeconfig } from '../boot/read-kubeconfig.ts'
import { connectEngine } from '../docker/connect.ts'
import type { ClusterContext } from './context.ts'

/** With `internal`, for containers on the Docker network; else for the host. Throws KIND_CLUSTER_UNKNOWN. */
export async function readKubeconfig(name: string, { internal }: { readonly internal: boolean }, context: Pick<ClusterContext, 'environment'>): Promise<string> {
  return readClusterKubeconfig(await connectEngine(context.environment.engine), name, { internal })
}

// Files of this machine → what `kubectl kustomize` of a node makes of them.
import { readFile } from 'node:fs/promises'
import type { RunResult } from '../docker/exec.ts'
import { DockerError } from '../support/errors.ts'
import { type ClusterContext, openCluster } from './context.ts'

export interface KustomizeRequest {
  readonly cluster: string
  /** Absolute. */
  readonly folder: string
  /** Absolute, and all that is read: they lie in the node as they lie here, below a folder of their own. */
  readonly files: readonly string[]
}

/** A failure of kubectl is a result; the paths it speaks of are those of this machine. */
export async function kustomizeInCluster(
  { cluster, folder, files }: KustomizeRequest,
  context: Pick<ClusterContext, 'environment' | 'signal'>,
): Promise<RunResult> {
  const { nodes } = await openCluster(cluster, context)
  const node = nodes.find(({ running }) => running)
  if (!node)
    throw new DockerError('KIND_CLUSTER_UNKNOWN', {
      what: `no node of the cluster "${cluster}" is running`,
    })
  // Not below /tmp: it is a tmpfs, and what is put there is lost.
  const root = `/var/tmp/vitest-kind-${crypto.randomUUID()}`
  try {
    await node.put(await Promise.all(files.map(async (path) => ({ path: root + path, content: await readFile(path) }))))
    const result = await node.run(['kubectl', 'kustomize', root + folder], {
      allowFailure: true,
      signal: context.signal,
    })
    return { ...result, stderr: result.stderr.replaceAll(root, '') }
  } finally {
    await node.run(['rm', '-rf', root], { allowFailure: true })
  }
}

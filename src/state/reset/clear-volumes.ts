// Data of volumes that the cluster's own provisioner has made → gone from the nodes' disks, but for those of volumes that are there.
import type { Cluster } from '../../cluster/cluster.ts'
import type { Inventory } from './inventory.ts'

// In which the provisioner of every node image makes its folders.
const home = '/var/local-path-provisioner'

/** Of nodes that run. */
export async function clearVolumes({ nodes }: Pick<Cluster, 'nodes'>, pristine: Inventory, signal: AbortSignal): Promise<void> {
  const kept = pristine.items.filter(({ kind }) => kind === 'PersistentVolume').flatMap(({ content }) => readFolder(content['spec']))
  const except = kept.flatMap((folder) => ['!', '-path', folder])
  const remove = ['find', home, '-mindepth', '1', '-maxdepth', '1', ...except, '-exec', 'rm', '-rf', '--one-file-system', '{}', '+']
  await Promise.all(
    // Where none was ever made, the folder is not there.
    nodes
      .filter(({ running }) => running)
      .map((node) => node.run(['sh', '-c', `[ ! -d ${home} ] || exec "$@"`, 'sh', ...remove], { signal })),
  )
}

function readFolder(spec: unknown): string[] {
  const { hostPath, local } = spec as { readonly hostPath?: { readonly path: string }; readonly local?: { readonly path: string } }
  const path = hostPath?.path ?? local?.path
  return path?.startsWith(`${home}/`) ? [path] : []
}

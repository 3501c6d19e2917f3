// An image archive as a stream → the containerd of every node, all at once; no file in between.
import { PassThrough, type Readable } from 'node:stream'
import { parse } from 'smol-toml'
import type { Node } from './node.ts'

export interface ImportOptions {
  /** Platform to take out of the archive. @default the node's own */
  readonly platform?: string
  /** Gives images without a name one made of the date and their digest: otherwise they would not be kept. */
  readonly unnamedToo?: boolean
  readonly signal: AbortSignal
}

/** Imports and unpacks. A node that fails does not hold up the others; when all are done, the first failure is thrown. */
export async function importArchive(nodes: readonly Node[], archive: Readable, { platform, unnamedToo = false, signal }: ImportOptions): Promise<void> {
  const inputs = nodes.map(() => new PassThrough())
  // pipe() paces the source by its slowest reader, so that the archive is never held in memory.
  for (const input of inputs) archive.pipe(input)
  archive.on('error', (error) => inputs.forEach((input) => input.destroy(error)))
  // One platform only: an archive of the containerd image store may name others whose content is not in it.
  const flags = [...(platform === undefined ? [] : ['--platform', platform]), ...(unnamedToo ? ['--digests'] : [])]
  try {
    const imports = nodes.map(async (node, index) => {
      const snapshotter = await readSnapshotter(node, signal)
      await node.run(['ctr', '--namespace', 'k8s.io', 'images', 'import', ...flags, '--snapshotter', snapshotter, '-'], { stdin: inputs[index]!, signal })
    })
    for (const outcome of await Promise.allSettled(imports)) if (outcome.status === 'rejected') throw outcome.reason
  } finally {
    archive.destroy()
  }
}

/** Where pods' images must be unpacked: containerd's own setting, which kind changes on some hosts. */
async function readSnapshotter(node: Node, signal: AbortSignal): Promise<string> {
  const { stdout } = await node.run(['containerd', 'config', 'dump'], { signal })
  return findSnapshotter(stdout)
}

/** The setting of the CRI plugin, which is another table in version 2 of the configuration than in 3 and 4. */
export function findSnapshotter(config: string): string {
  const { plugins } = parse(config) as { readonly plugins?: Readonly<Record<string, CriPlugin>> }
  return plugins?.['io.containerd.cri.v1.images']?.snapshotter ?? plugins?.['io.containerd.grpc.v1.cri']?.containerd?.snapshotter ?? 'overlayfs'
}

interface CriPlugin {
  readonly snapshotter?: string
  readonly containerd?: { readonly snapshotter?: string }
}

// An image archive as a stream → the containerd of every node, all at once; no file in between.
import { PassThrough, type Readable } from 'node:stream'
import type { NodeImages } from './image-index.ts'
import type { Node } from './node.ts'

export interface Receiver extends Pick<NodeImages, 'snapshotter' | 'readsItself'> {
  readonly node: Node
}

export interface ImportOptions {
  /** Platform to take out of the archive. @default the node's own */
  readonly platform?: string
  /** Gives images without a name one made of the date and their digest: otherwise they would not be kept. */
  readonly unnamedToo?: boolean
  /** Hears how many bytes have been read of the archive. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  readonly signal: AbortSignal
}

/** Imports and unpacks. A node that fails does not hold up the others; when all are done, the first failure is thrown. */
export async function importArchive(
  receivers: readonly Receiver[],
  archive: Readable,
  { platform, unnamedToo = false, onBytes, signal }: ImportOptions,
): Promise<void> {
  const inputs = receivers.map(() => new PassThrough())
  // pipe() paces the source by its slowest reader, so that the archive is never held in memory.
  for (const input of inputs) archive.pipe(input)
  // After pipe(), which begins the reading; a listener paces nothing.
  let bytes = 0
  if (onBytes) archive.on('data', (chunk: Buffer) => onBytes((bytes += chunk.length)))
  archive.on('error', (error) => inputs.forEach((input) => input.destroy(error)))
  // The transfer service takes two and a half times as long (300 MB into one node: 6.9 s, itself 2.9). But itself it unpacks only what is of exactly
  // its node's platform, where nothing else is said.
  const how = (readsItself: boolean): string[] => (readsItself && platform !== undefined ? ['--local'] : [])
  // One platform only: an archive of the containerd image store may name others whose content is not in it.
  const flags = [...(platform === undefined ? [] : ['--platform', platform]), ...(unnamedToo ? ['--digests'] : [])]
  try {
    const imports = receivers.map(({ node, snapshotter, readsItself }, index) =>
      node.run(['ctr', '--namespace', 'k8s.io', 'images', 'import', ...flags, ...how(readsItself), '--snapshotter', snapshotter, '-'], {
        stdin: inputs[index]!,
        signal,
      }),
    )
    for (const outcome of await Promise.allSettled(imports)) if (outcome.status === 'rejected') throw outcome.reason
  } finally {
    archive.destroy()
  }
}

/** False when the node could not. */
export async function tagImage(node: Node, from: string, to: string, signal: AbortSignal): Promise<boolean> {
  const argv = ['ctr', '--namespace', 'k8s.io', 'images', 'tag', '--force', from, to]
  return (await node.run(argv, { allowFailure: true, signal })).exitCode === 0
}

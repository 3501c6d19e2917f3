// Images of the host's engine → the containerd of every node, streamed to all of them at once; no file in between.
import { PassThrough } from 'node:stream'
import type { Engine } from '../docker/connect.ts'
import { findImage, saveImages } from '../docker/images.ts'
import { DockerError } from '../support/errors.ts'
import type { Node } from './node.ts'

/** Reference → image id, as the host's engine had it when it was loaded. */
export type LoadedImages = Readonly<Record<string, string>>

/**
 * Loads those of `references` whose id is not the one in `loaded`, and returns what is loaded now. Throws KIND_IMAGE_MISSING,
 * naming all that the host's engine does not have, before anything is sent.
 */
export async function loadImages(engine: Engine, nodes: readonly Node[], references: readonly string[], loaded: LoadedImages, signal: AbortSignal): Promise<LoadedImages> {
  const found = await Promise.all(references.map(async (reference) => ({ reference, image: await findImage(engine, reference) })))
  const missing = found.filter(({ image }) => image === undefined).map(({ reference }) => reference)
  if (missing.length > 0) {
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: `${missing.length === 1 ? 'an image' : 'images'} to load into the cluster ${missing.length === 1 ? 'is' : 'are'} not on the engine: ${missing.join(', ')}`,
      seen: [`asked at ${engine.where}`],
      do: 'build or pull it before the cluster is set up (a globalSetup of yours runs before the plugin\'s)',
    })
  }
  const changed = found.filter(({ reference, image }) => loaded[reference] !== image!.id).map(({ reference }) => reference)
  if (changed.length > 0) await streamToNodes(engine, nodes, changed, signal)
  return { ...loaded, ...Object.fromEntries(found.map(({ reference, image }) => [reference, image!.id])) }
}

async function streamToNodes(engine: Engine, nodes: readonly Node[], references: readonly string[], signal: AbortSignal): Promise<void> {
  const archive = await saveImages(engine, references)
  const inputs = nodes.map(() => new PassThrough())
  // pipe() paces the source by its slowest reader, so that the archive is never held in memory.
  for (const input of inputs) archive.pipe(input)
  archive.on('error', (error) => inputs.forEach((input) => input.destroy(error)))
  try {
    await Promise.all(
      nodes.map((node, index) =>
        node.run(['ctr', '--namespace', 'k8s.io', 'images', 'import', '--snapshotter', 'overlayfs', '-'], { stdin: inputs[index]!, signal }),
      ),
    )
  } finally {
    archive.destroy()
  }
}

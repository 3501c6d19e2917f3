// Images from wherever they are, names of the engine, archives and folders to build, → the nodes. Gives the names by which pods find them.
import type { ImageSpec } from '../config/image-spec.ts'
import { buildImage } from '../docker/images/build-image.ts'
import type { Engine } from '../docker/connect.ts'
import type { OnAmount } from '../support/progress.ts'
import { loadArchiveFile } from './load-archive.ts'
import { loadImages } from './load-images.ts'
import type { Node } from './node.ts'

export interface SourcesRequest {
  readonly engine: Engine
  readonly nodes: readonly Node[]
  readonly images: readonly ImageSpec[]
  readonly signal: AbortSignal
  /** @default nothing is said */
  readonly say?: (line: string) => void
  /** Hears how far builds and loads have come. */
  readonly onAmount?: OnAmount | undefined
}

/** A name for each source, the first where an archive holds several. Throws what building or loading threw. */
export async function loadSources({ engine, nodes, images, signal, say = () => undefined, onAmount }: SourcesRequest): Promise<string[]> {
  const own = engine.until(signal)
  const named = await Promise.all(images.map((image) => nameImage(own, image, onAmount)))
  const references = named.filter((name) => name !== undefined)
  if (references.length > 0) await loadImages({ engine: own, nodes, references, signal, say, onAmount })
  const names: string[] = []
  for (const [index, image] of images.entries()) {
    const [name] = 'archive' in image ? await loadArchiveFile(image.archive, { nodes, signal, say }) : [named[index]]
    if (name !== undefined) names.push(name)
  }
  return names
}

/** What the engine calls it, when it has it: undefined for an archive. */
async function nameImage(engine: Engine, image: ImageSpec, onAmount: OnAmount | undefined): Promise<string | undefined> {
  if ('archive' in image) return undefined
  if ('reference' in image) return image.reference
  await buildImage(engine, image.build, onAmount)
  return image.build.tag
}

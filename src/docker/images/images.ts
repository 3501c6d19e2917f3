// Images of the engine: looked up, pulled, saved. Building them is images/.
import type { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import type { ImageInspectInfo } from 'dockerode'
import { askEngine, statusOf } from '../ask-engine.ts'
import type { Engine } from '../connect.ts'
import { openStream } from '../open-stream.ts'

export { pullImage } from './pull-image.ts'

export interface ImageSummary {
  /** `sha256:…`: of its configuration in the classic image store, of its manifest or index in the containerd one. */
  readonly id: string
  /** `linux/amd64`, `linux/arm/v7` */
  readonly platform: string
  readonly labels: Readonly<Record<string, string>>
  /** Of all its layers; in the containerd store as they are packed. */
  readonly sizeBytes: number
  /** By which the engine saves it, as it writes them itself; none for an image without a name. */
  readonly tags: readonly string[]
}

/** The image as the engine has it; nothing is pulled. */
export async function findImage(engine: Engine, reference: string): Promise<ImageSummary | undefined> {
  return askEngine(engine, `image ${reference} could not be inspected`, async () => {
    try {
      const facts = await engine.docker.getImage(reference).inspect()
      const { Variant } = facts as { readonly Variant?: string }
      return {
        id: facts.Id,
        platform: [facts.Os, facts.Architecture, Variant].filter(Boolean).join('/'),
        labels: facts.Config.Labels ?? {},
        sizeBytes: facts.Size,
        tags: facts.RepoTags ?? [],
      }
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw error
    }
  })
}

/**
 * Every digest by which another store may know what the engine has under this name: its id and, from the containerd image
 * store, the manifest of each platform that is here.
 */
export async function readImageDigests(
  engine: Engine,
  { reference, id }: { readonly reference: string; readonly id: string },
): Promise<string[]> {
  // Engines before API 1.48, and the classic store, leave the question unanswered; dockerode's inspect loses it on the way.
  const ask = async (): Promise<unknown> =>
    json(await openStream(engine, { path: `/images/${reference}/json`, query: { manifests: true } }))
  const { Manifests = [] } = (await askEngine(engine, `image ${reference} could not be inspected`, ask)) as Pick<
    ImageInspectInfo,
    'Manifests'
  >
  return [...new Set([id, ...Manifests.filter(({ Kind, Available }) => Kind === 'image' && Available).map(({ ID }) => ID)])]
}

export interface SaveOptions {
  /**
   * Leaves out what an image holds for other platforms, where the engine can (API 1.48): without it, the containerd image store
   * names platforms in the archive whose content it never had.
   */
  readonly platform?: string
}

/** The images as one stream, as `docker save` writes it: layers they share are in it once. The caller reads or destroys it. */
export async function saveImages(engine: Engine, references: readonly string[], { platform }: SaveOptions = {}): Promise<Readable> {
  return askEngine(engine, `${references.join(', ')} could not be saved`, async () => {
    const chosen = platform !== undefined && (await speaks(engine, 1, 48)) ? { platform: renderPlatform(platform) } : {}
    return openStream(engine, { path: '/images/get', query: { names: references, ...chosen } })
  })
}

async function speaks(engine: Engine, major: number, minor: number): Promise<boolean> {
  const [itsMajor = 0, itsMinor = 0] = (await engine.docker.version()).ApiVersion.split('.').map(Number)
  return itsMajor > major || (itsMajor === major && itsMinor >= minor)
}

function renderPlatform(platform: string): string {
  const [os, architecture, variant] = platform.split('/')
  return JSON.stringify({ os, architecture, ...(variant !== undefined && { variant }) })
}

// Images of the engine: looked up, pulled, saved. Building them is images/.
import type { Readable } from 'node:stream'
import { askEngine, statusOf } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { openStream } from './open-stream.ts'

export { pullImage, type PullOptions, type LayerProgress } from './pull-image.ts'

export interface ImageSummary {
  /** `sha256:…` */
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
  readonly sizeBytes: number
  /** `NAME=value`, one each. */
  readonly environment: readonly string[]
  readonly entrypoint: readonly string[]
}

/** The image as the engine has it; nothing is pulled. */
export async function findImage(engine: Engine, reference: string): Promise<ImageSummary | undefined> {
  return askEngine(engine, `image ${reference} could not be inspected`, async () => {
    try {
      const facts = await engine.docker.getImage(reference).inspect()
      return {
        id: facts.Id,
        labels: facts.Config.Labels ?? {},
        sizeBytes: facts.Size,
        environment: facts.Config.Env ?? [],
        entrypoint: [facts.Config.Entrypoint ?? []].flat(),
      }
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw error
    }
  })
}

/** The images as one stream, as `docker save` writes it: layers they share are in it once. The caller reads or destroys it. */
export async function saveImages(engine: Engine, references: readonly string[]): Promise<Readable> {
  return askEngine(engine, `${references.join(', ')} could not be saved`, () =>
    openStream(engine, { path: '/images/get', query: { names: references } }),
  )
}

// Repositories → the engine's images of these names, each with all of them.
import { askEngine } from '../ask-engine.ts'
import type { Engine } from '../connect.ts'
import { readToldNames } from './told-names.ts'

export interface ImageNames {
  /** `kindest/node:v1.37.0` */
  readonly tags: readonly string[]
  /** `kindest/node@sha256:…` */
  readonly digests: readonly string[]
}

export async function listImages(engine: Engine, repositories: readonly string[]): Promise<ImageNames[]> {
  const images = await askEngine(engine, 'images could not be listed', () =>
    engine.docker.listImages({ filters: { reference: [...repositories] } }),
  )
  return images.map(({ RepoTags, RepoDigests }) => ({ tags: readToldNames(RepoTags), digests: readToldNames(RepoDigests) }))
}

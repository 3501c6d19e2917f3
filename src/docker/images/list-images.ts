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
  // A question for each: what Docker takes for a choice of names, Podman 4.3 takes for names of one and the same image.
  const lists = await askEngine(engine, 'images could not be listed', () =>
    Promise.all(repositories.map((repository) => engine.docker.listImages({ filters: { reference: [repository] } }))),
  )
  // Docker tells of an image the names that it was asked for, so one with two comes twice.
  return [...Map.groupBy(lists.flat(), ({ Id }) => Id).values()].map((same) => ({
    tags: readToldNames(same.flatMap(({ RepoTags }) => RepoTags ?? [])),
    digests: readToldNames(same.flatMap(({ RepoDigests }) => RepoDigests ?? [])),
  }))
}

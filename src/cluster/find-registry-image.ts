// The engine → the image that a registry is made of: present, else pulled.
import type { Engine } from '../docker/connect.ts'
import { findImage, pullImage } from '../docker/images/images.ts'
import { listImages } from '../docker/images/list-images.ts'
import { builtRegistryImage, stockRegistryImage } from '../plan/registry.ts'
import { DockerError, describeError, isKindError } from '../support/errors.ts'

/** One that was built is taken before a pull is tried: whoever built it has no network. Throws KIND_IMAGE_MISSING. */
export async function requireRegistryImage(engine: Engine): Promise<string> {
  if (await findImage(engine, stockRegistryImage)) return stockRegistryImage
  const built = (await listImages(engine, [builtRegistryImage])).flatMap(({ tags }) => tags).at(0)
  if (built !== undefined) return built
  try {
    await pullImage(engine, stockRegistryImage)
    return stockRegistryImage
  } catch (error) {
    if (engine.signal.aborted) throw error
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: `no image for a registry: neither ${stockRegistryImage} nor ${builtRegistryImage} is here, and the pull failed`,
      seen: [describeError(error), ...(isKindError(error) ? (error.facts.seen ?? []) : [])],
      do: 'npx vitest-kind build registry-image (needs Go), or docker load an archive that has registry:3',
      cause: error,
    })
  }
}

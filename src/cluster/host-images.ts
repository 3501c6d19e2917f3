// Names or ids of images, as a user gives them → what the host's engine has by them, and how each is known in a node. Reads only.
import type { Engine } from '../docker/connect.ts'
import { findImage, readImageDigests } from '../docker/images/images.ts'
import { DockerError } from '../support/errors.ts'
import { isImageId } from '../support/image-reference.ts'
import { importedImageName, nodeImageName, savedImageName } from './image-names.ts'

export interface HostImage {
  readonly reference: string
  readonly id: string
  readonly platform: string
  readonly digests: readonly string[]
  /** Its name in a node. */
  readonly name: string
  /** By which the engine saves it. */
  readonly savedAs: string
  /** By its id, any name in the node will do. */
  readonly askedById: boolean
  readonly sizeBytes: number
}

/** Throws KIND_IMAGE_MISSING, naming all that the engine does not have. */
export async function requireImages(engine: Engine, references: readonly string[]): Promise<HostImage[]> {
  const found = await Promise.all(references.map(async (reference) => ({ reference, image: await findImage(engine, reference) })))
  const absent = found.filter(({ image }) => image === undefined).map(({ reference }) => reference)
  if (absent.length > 0) {
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: `${absent.length === 1 ? 'an image' : 'images'} to load into the cluster ${absent.length === 1 ? 'is' : 'are'} not on the engine: ${absent.join(', ')}`,
      seen: [`asked at ${engine.where}`],
      do: "build or pull it first; for a test run in a globalSetup of yours, which runs before the plugin's",
    })
  }
  const images = await Promise.all(
    found.map(async ({ reference, image }) => {
      const { id, platform, sizeBytes } = image!
      const savedAs = savedImageName(reference, image!)
      const askedById = isImageId(reference, id)
      const name = askedById ? importedImageName(id) : nodeImageName(reference)
      return { reference, id, platform, sizeBytes, name, savedAs, askedById, digests: await readImageDigests(engine, { reference, id }) }
    }),
  )
  // Of two spellings of one name the first.
  return images.filter((image, at) => images.findIndex(({ name }) => name === image.name) === at)
}

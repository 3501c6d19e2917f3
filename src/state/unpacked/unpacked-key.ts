// A node image, and images as the engine has them now → the key of a volume in which they are unpacked.
import { stat } from 'node:fs/promises'
import type { ImageSpec } from '../../config/image-spec.ts'
import type { Engine } from '../../docker/connect.ts'
import { findImage } from '../../docker/images/images.ts'
import { hashData } from '../../support/hash.ts'

/** Raised when volumes of before are of no use any more. */
const format = 1

/**
 * 16 hexadecimal digits; undefined where one of them is not there yet. What a node lacks of them is loaded into it all the same: a key that is
 * the same for something else costs time, no more.
 */
export async function unpackedKey(
  engine: Engine,
  { nodeImage, images }: { readonly nodeImage: string; readonly images: readonly ImageSpec[] },
): Promise<string | undefined> {
  const ids = await Promise.all(images.map((image) => describeImage(engine, image)))
  return ids.includes(undefined) ? undefined : hashData({ format, nodeImage, ids }).slice(0, 16)
}

/** Of what is built, as it was last. */
async function describeImage(engine: Engine, image: ImageSpec): Promise<readonly string[] | undefined> {
  if ('archive' in image) {
    const facts = await stat(image.archive).catch(() => undefined)
    return facts && [image.archive, `${facts.size} ${facts.mtimeMs}`]
  }
  const name = 'build' in image ? image.build.tag : image.reference
  const found = await findImage(engine, name)
  return found && [name, found.id]
}

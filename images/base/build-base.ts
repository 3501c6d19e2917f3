// images/base and images/entrypoint → the base image. Built only when its recipe has changed.
import { join } from 'node:path'
import type { Engine } from '../../src/docker/connect.ts'
import { buildImage } from '../engine/build-image.ts'
import { builderIdentity } from '../engine/build-leftovers.ts'
import { hashRecipe, isImageCurrent } from '../engine/hash-recipe.ts'
import { listTree, packEntries } from '../../src/docker/tar-entries.ts'
import { nameOn } from '../target/target-engine.ts'
import versions from '../versions.json' with { type: 'json' }
import { ensureDebianImage } from './debian-image.ts'

export const baseImage = `vitest-kind/base:${versions.debian.suite}`

const images = join(import.meta.dirname, '..')

/** What the base image is made from, as a hash: part of the node image's. */
export async function hashBase(): Promise<string> {
  const files = ['Dockerfile', 'layers.sh', 'slim.sh', 'iptables-as-node', 'rootfs'].map((name) => join(images, 'base', name))
  return hashRecipe([...files, join(images, 'entrypoint')], versions.debian)
}

export async function ensureBaseImage(engine: Engine, onProgress: (line: string) => void): Promise<string> {
  const [hash, image] = [await hashBase(), nameOn(engine, baseImage)]
  if (await isImageCurrent(engine, image, hash)) return image
  const debian = await ensureDebianImage(engine, onProgress)
  onProgress(`building ${image} from ${debian}`)
  await buildImage(engine, {
    tag: baseImage,
    context: packEntries([
      ...(await listTree(join(images, 'base'), 'base')),
      ...(await listTree(join(images, 'entrypoint'), 'entrypoint')),
    ]),
    dockerfile: 'base/Dockerfile',
    args: { DEBIAN: debian, BUILDER: builderIdentity(), HASH: hash },
  })
  return image
}

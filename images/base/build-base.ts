// images/base and images/entrypoint → the base image. Built only when its recipe has changed.
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { buildImage } from '../engine/build-image.ts'
import { builderIdentity } from '../engine/build-leftovers.ts'
import { hashRecipe, isImageCurrent } from '../engine/hash-recipe.ts'
import { listTree, packEntries } from '../engine/tar-entries.ts'
import versions from '../versions.json' with { type: 'json' }
import type { DebianImageOptions } from './debian-image.ts'
import { ensureDebianImage } from './debian-image.ts'

export const baseImage = `vitest-kind/base:${versions.debian.suite}`

const images = join(import.meta.dirname, '..')

/** What the base image is made from, as a hash: part of the node image's. */
export async function hashBase(): Promise<string> {
  const files = ['Dockerfile', 'layers.sh', 'slim.sh', 'iptables-as-node', 'rootfs'].map((name) => join(images, 'base', name))
  return hashRecipe([...files, join(images, 'entrypoint')], versions.debian)
}

export async function ensureBaseImage(docker: Dockerode, options: DebianImageOptions): Promise<string> {
  const hash = await hashBase()
  if (await isImageCurrent(docker, baseImage, hash)) return baseImage
  const debian = await ensureDebianImage(docker, options)
  options.onProgress(`building ${baseImage} from ${debian}`)
  await buildImage(docker, {
    tag: baseImage,
    context: packEntries([...(await listTree(join(images, 'base'), 'base')), ...(await listTree(join(images, 'entrypoint'), 'entrypoint'))]),
    dockerfile: 'base/Dockerfile',
    args: { DEBIAN: debian, BUILDER: builderIdentity(), HASH: hash },
    signal: options.signal,
  })
  return baseImage
}

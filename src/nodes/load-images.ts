// Images of the host's engine → the containerd of nodes. Each node is asked what it has: only what is missing is sent.
import type { Engine } from '../docker/connect.ts'
import { findImage, readImageDigests, saveImages } from '../docker/images.ts'
import { fullImageName, isImageId } from '../plan/image-name.ts'
import { DockerError } from '../support/errors.ts'
import { readImageIndex, type ImageIndex } from './image-index.ts'
import { importArchive } from './import-archive.ts'
import type { Node } from './node.ts'

export interface LoadRequest {
  readonly engine: Engine
  readonly nodes: readonly Node[]
  /** Names or ids, as the host's engine knows them. */
  readonly references: readonly string[]
  readonly signal: AbortSignal
  /** Hears, image by image, what is sent and what is there already. @default nothing is said */
  readonly say?: (line: string) => void
}

interface HostImage {
  readonly reference: string
  readonly id: string
  readonly platform: string
  readonly digests: readonly string[]
  /** Its name in a node; undefined for an image asked for by id. */
  readonly name: string | undefined
}

/**
 * Loads what is missing, to all nodes at once. Throws KIND_IMAGE_MISSING, naming all that the host's engine does not have, before
 * anything is sent.
 */
export async function loadImages({ engine, nodes, references, signal, say = () => undefined }: LoadRequest): Promise<void> {
  const images = await requireImages(engine, [...new Set(references)])
  const wanted = await Promise.all(nodes.map(async (node) => ({ node, ...(await examine(node, images, signal, say)) })))
  const missing = images.filter((image) => wanted.some((one) => one.missing.includes(image)))
  const present = images.filter((image) => wanted.every((one) => one.present.includes(image)))
  for (const image of present) say(`Image: "${image.reference}" with ID "${image.id}" found to be already present on all nodes.`)
  if (missing.length === 0) return
  for (const image of missing) {
    for (const { node } of wanted.filter((one) => one.missing.includes(image))) say(`Image: "${image.reference}" with ID "${image.id}" not yet present on node "${node.name}", loading...`)
  }
  const platforms = new Set(missing.map((image) => image.platform))
  const options = platforms.size === 1 ? { platform: [...platforms][0]! } : {}
  const archive = await saveImages(engine, missing.map((image) => image.reference), options)
  const receivers = wanted.filter((one) => one.missing.length > 0).map((one) => one.node)
  await importArchive(receivers, archive, { ...options, unnamedToo: missing.some((image) => image.name === undefined), signal })
}

async function requireImages(engine: Engine, references: readonly string[]): Promise<HostImage[]> {
  const found = await Promise.all(references.map(async (reference) => ({ reference, image: await findImage(engine, reference) })))
  const absent = found.filter(({ image }) => image === undefined).map(({ reference }) => reference)
  if (absent.length > 0) {
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: `${absent.length === 1 ? 'an image' : 'images'} to load into the cluster ${absent.length === 1 ? 'is' : 'are'} not on the engine: ${absent.join(', ')}`,
      seen: [`asked at ${engine.where}`],
      do: 'build or pull it first; for a test run in a globalSetup of yours, which runs before the plugin\'s',
    })
  }
  return Promise.all(found.map(async ({ reference, image }) => {
    const { id, platform } = image!
    const name = isImageId(reference, id) ? undefined : fullImageName(reference)
    return { reference, id, platform, name, digests: await readImageDigests(engine, { reference, id }) }
  }))
}

/** What must be sent to the node. An image that is there under other names only is given its name, and is neither missing nor present. */
async function examine(node: Node, images: readonly HostImage[], signal: AbortSignal, say: (line: string) => void): Promise<{ present: HostImage[]; missing: HostImage[] }> {
  const index = await readImageIndex(node, signal)
  const present: HostImage[] = []
  const missing: HostImage[] = []
  for (const image of images) {
    const names = findNames(index, image)
    if (image.name === undefined ? names.length > 0 : names.includes(image.name)) present.push(image)
    else if (names.length === 0 || !(await tag(node, names[0]!, image, say))) missing.push(image)
  }
  return { present, missing }
}

/** The names under which the node has it. */
function findNames(index: ImageIndex, { digests }: HostImage): string[] {
  return [...index].filter(([, known]) => digests.some((digest) => known.has(digest))).map(([name]) => name)
}

/** False when the node could not: the image is sent then. */
async function tag(node: Node, from: string, { id, name }: HostImage, say: (line: string) => void): Promise<boolean> {
  say(`Image with ID: ${id} already present on the node ${node.name} but is missing the tag ${name}. re-tagging...`)
  const { exitCode } = await node.run(['ctr', '--namespace', 'k8s.io', 'images', 'tag', '--force', from, name!], { allowFailure: true })
  return exitCode === 0
}

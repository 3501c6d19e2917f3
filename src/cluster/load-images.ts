// Images of the host's engine → the containerd of nodes. Each node is asked what it has: only what is missing is sent.
import type { Engine } from '../docker/connect.ts'
import { DockerError } from '../support/errors.ts'
import type { OnAmount } from '../support/progress.ts'
import { type HostImage, requireImages } from './host-images.ts'
import { findNames, type ImageIndex, type NodeImages, readNodeImages } from './image-index.ts'
import { tagImage } from './import-archive.ts'
import type { Node } from './node.ts'
import { sendImages } from './send-images.ts'

export interface LoadRequest {
  readonly engine: Engine
  readonly nodes: readonly Node[]
  /** Names or ids, as the host's engine knows them. A name without a tag means `latest`. */
  readonly references: readonly string[]
  readonly signal: AbortSignal
  /** Hears, image by image, what is sent and what is there already. @default nothing is said */
  readonly say?: (line: string) => void
  /** Hears how much of it is sent. */
  readonly onAmount?: OnAmount | undefined
}

/**
 * Loads what is missing, to all nodes at once. Throws KIND_IMAGE_MISSING, naming all that the host's engine does not have, before
 * anything is sent.
 */
export async function loadImages({ engine, nodes, references, signal, say = () => undefined, onAmount }: LoadRequest): Promise<void> {
  const images = await requireImages(engine, [...new Set(references)])
  const wanted = await Promise.all(nodes.map(async (node) => ({ node, ...(await examine(node, images, signal, say)) })))
  const missing = images.filter((image) => wanted.some((one) => one.missing.includes(image)))
  const present = images.filter((image) => wanted.every((one) => one.present.includes(image)))
  sayWhatLatestMeans(images, say)
  for (const image of present) say(`Image: "${image.reference}" with ID "${image.id}" found to be already present on all nodes.`)
  if (missing.length === 0) return
  for (const image of missing) {
    for (const { node } of wanted.filter((one) => one.missing.includes(image)))
      say(`Image: "${image.reference}" with ID "${image.id}" not yet present on node "${node.name}", loading...`)
  }
  const receivers = wanted.filter((one) => one.missing.length > 0)
  // An engine saves tags only, and Podman some under another name.
  const unnamed = missing.filter(({ askedById, name, savedAs }) => askedById || name.includes('@') || name !== savedAs)
  await sendImages({ engine: engine.until(signal), receivers, images: missing, unnamedToo: unnamed.length > 0, signal, say, onAmount })
  if (unnamed.length === 0) return
  await Promise.all(receivers.map(({ node }) => nameImages(node, unnamed, signal)))
  for (const { reference, name, askedById } of unnamed)
    if (askedById) say(`Image: "${reference}" has no name in an archive; pods find it as "${name}".`)
}

function sayWhatLatestMeans(images: readonly HostImage[], say: (line: string) => void): void {
  for (const { reference } of images.filter(({ name }) => name.endsWith(':latest')))
    say(
      `Pods pull "${reference}" anew in spite of this, unless they say imagePullPolicy: Never or IfNotPresent: that is how Kubernetes takes "latest".`,
    )
}

/** Gives what came without a name the one it was asked for by. */
async function nameImages(node: Node, images: readonly HostImage[], signal: AbortSignal): Promise<void> {
  const { index } = await readNodeImages(node, signal)
  for (const { digests, name, reference } of images) {
    const [from] = findNames(index, digests)
    if (index.has(name)) continue
    if (from === undefined || !(await tagImage(node, from, name, signal)))
      throw new DockerError('KIND_DOCKER_FAILED', {
        what: `image ${reference} was loaded into ${node.name}, but could not be given the name ${name}`,
      })
  }
}

/** What must be sent to the node. An image that is there under other names only is given its name, and is neither missing nor present. */
async function examine(
  node: Node,
  images: readonly HostImage[],
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<{ present: HostImage[]; missing: HostImage[] } & Omit<NodeImages, 'index'>> {
  const { index, ...how } = await readNodeImages(node, signal)
  const present: HostImage[] = []
  const missing: HostImage[] = []
  for (const image of images) {
    const verdict = judgeImage(index, image)
    if (verdict === 'present') present.push(image)
    else if (verdict === 'missing' || !(await tag(node, verdict.from, image, signal, say))) missing.push(image)
  }
  return { present, missing, ...how }
}

/** Whether a node has it, by the name a pod would ask for, or under which other it has it. */
export function judgeImage(
  index: ImageIndex,
  { name, digests, askedById }: Pick<HostImage, 'name' | 'digests' | 'askedById'>,
): 'present' | 'missing' | { readonly from: string } {
  const names = findNames(index, digests)
  if (names.includes(name)) return 'present'
  const [from] = names
  if (from === undefined) return 'missing'
  // By an import's date or an id alone no pod can ask for it.
  return askedById && names.some((known) => !/^(import-[^/]+|sha256:.*)$/.test(known)) ? 'present' : { from }
}

async function tag(node: Node, from: string, { id, name }: HostImage, signal: AbortSignal, say: (line: string) => void): Promise<boolean> {
  say(`Image with ID: ${id} already present on the node ${node.name} but is missing the tag ${name}. re-tagging...`)
  return tagImage(node, from, name, signal)
}

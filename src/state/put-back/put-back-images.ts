// Images that a state brings → the containerd of nodes. Their layers come unpacked, and are put in their places; one node is sent them, and the
// others link them.
import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { readNodeImages } from '../../cluster/image-index.ts'
import type { Node } from '../../cluster/node.ts'
import { unpackLayers } from '../../cluster/share/pack-layers.ts'
import { shareImages } from '../../cluster/share/share-images.ts'
import { takeLayers } from '../../cluster/share/take-layers.ts'
import type { Engine } from '../../docker/connect.ts'
import { describeError, KindError } from '../../support/errors.ts'
import type { LayersFile, StateImages } from '../cluster-state.ts'

export interface ImagesToPutBack {
  readonly engine: Engine
  /** Released; containerd may still be starting. */
  readonly nodes: readonly Node[]
  readonly images: StateImages
  readonly layers: LayersFile
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  /** Hears how many bytes of layers have been sent. */
  readonly onBytes: (bytes: number) => void
}

// Compressed. Linking takes a second, for a container, whatever their size.
const worthLinkingBytes = 20_000_000

/** Throws KIND_STATE_UNUSABLE where nodes unpack images in another way, else KIND_DOCKER_FAILED with the words of what failed. */
export async function putBackImages({ engine, nodes, images, layers, signal, say, onBytes }: ImagesToPutBack): Promise<void> {
  const own = engine.until(signal)
  const { platform } = images
  const send = async (to: readonly Node[]): Promise<void> => {
    const folder = `/var/lib/vitest-kind-layers-${randomBytes(4).toString('hex')}`
    await Promise.all([sendLayers(to, folder, { layers, signal, onBytes }), ...to.map((node) => awaitContainerd(node, signal))])
    await Promise.all(to.map((node) => takeLayers(node, images, { platform, folder, signal })))
  }
  const [first, ...others] = nodes
  const linked = layers.bytes * others.length > worthLinkingBytes ? others : []
  const sending = send(nodes.filter((node) => !linked.includes(node)))
  if (linked.length === 0) return sending
  const sent = Promise.all([sending, ...linked.map((node) => awaitContainerd(node, signal))]).then(() => undefined)
  const names = images.images.map(({ name }) => name)
  const left = await shareImages({ engine: own, from: first!, to: linked, names, platform, signal, sent })
  signal.throwIfAborted()
  for (const { node, why } of left) say(`images of the snapshot could not be linked into ${node.name}, and are sent: ${describeError(why)}`)
  if (left.length > 0) await send(left.map(({ node }) => node))
}

/** Read once, at the pace of the slowest. */
async function sendLayers(
  nodes: readonly Node[],
  folder: string,
  { layers, signal, onBytes }: Pick<ImagesToPutBack, 'layers' | 'signal' | 'onBytes'>,
): Promise<void> {
  const tars = layers.open()
  const inputs = nodes.map(() => new PassThrough())
  for (const input of inputs) tars.pipe(input)
  let bytes = 0
  tars.on('data', (chunk: Buffer) => onBytes((bytes += chunk.length)))
  tars.on('error', (error) => inputs.forEach((input) => input.destroy(error)))
  try {
    const unpacking = nodes.map((node, index) => unpackLayers(node, inputs[index]!, folder, signal))
    for (const outcome of await Promise.allSettled(unpacking)) if (outcome.status === 'rejected') throw outcome.reason
  } finally {
    tars.destroy()
  }
}

// One that does not come is told by await-runtime, which ends this one.
const awaiting = `for i in $(seq 1200); do
  ctr --connect-timeout 1s version >/dev/null 2>&1 && exit 0
  sleep 0.05
done
exec ctr --connect-timeout 1s version`

async function awaitContainerd(node: Node, signal: AbortSignal): Promise<void> {
  await node.run(['sh', '-c', awaiting], { signal })
  const { snapshotter, readsItself } = await readNodeImages(node, signal)
  if (snapshotter === 'overlayfs' && readsItself) return
  throw new KindError('KIND_STATE_UNUSABLE', {
    what: `the images of a snapshot cannot be put into ${node.name}: they are layers of overlayfs, and its containerd ${readsItself ? `unpacks images by ${snapshotter}` : 'is too old'}`,
    do: 'vitest-kind snapshot save --no-images makes a snapshot without them',
  })
}

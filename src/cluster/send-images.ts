// Images of the engine → nodes that lack them, by the shortest way there is: linked from the engine's own store, sent to one node and linked from
// there into the others, or sent to each.
import type { Engine } from '../docker/connect.ts'
import { saveImages } from '../docker/images/images.ts'
import { describeReason } from '../support/errors.ts'
import type { OnAmount } from '../support/progress.ts'
import { importArchive, type Receiver } from './import-archive.ts'
import type { HostImage } from './host-images.ts'
import { createLoadMeter } from './load-meter.ts'
import type { Node } from './node.ts'
import type { NotTaken } from './share/give-images.ts'
import { linkImages } from './share/link-images.ts'
import { shareImages } from './share/share-images.ts'

export interface LackingNode extends Receiver {
  readonly missing: readonly HostImage[]
}

export interface SendRequest {
  readonly engine: Engine
  readonly receivers: readonly LackingNode[]
  /** All that one of them lacks. */
  readonly images: readonly HostImage[]
  /** Some have no name in an archive. */
  readonly unnamedToo: boolean
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  readonly onAmount: OnAmount | undefined
}

// Linking layers takes a second, for a container, whatever their size; sending 40 MB to a node takes as long.
const worthLinkingBytes = 40_000_000

/** Throws KIND_DOCKER_FAILED where one could not take them. */
export async function sendImages(request: SendRequest): Promise<void> {
  const { engine, receivers, images, signal } = request
  const platforms = new Set(images.map((image) => image.platform))
  const platform = platforms.size === 1 ? [...platforms][0] : undefined
  const isWorthLinking = (nodes: number): boolean => sumBytes(images) * nodes > worthLinkingBytes
  if (platform === undefined || !isWorthLinking(receivers.length) || !canLink(request)) return send(request, receivers, platform)
  const linked = await linkImages({ engine, to: nodesOf(receivers), images, platform, signal })
  const rest = linked === undefined ? receivers : tellLeft(request, linked)
  const [first, ...others] = rest
  if (first === undefined || !isWorthLinking(others.length)) return send(request, rest, platform)
  const names = images.map(({ name }) => name)
  const sent = send(request, [first], platform)
  const left = await shareImages({ engine, from: first.node, to: nodesOf(others), names, platform, signal, sent })
  await send(request, tellLeft(request, left), platform)
}

/** All lack the same, under names that an archive has, and unpack it in the same way. */
function canLink({ receivers, images, unnamedToo }: SendRequest): boolean {
  const isAlike = receivers.every(({ missing }) => missing.length === images.length)
  return isAlike && !unnamedToo && receivers.every(({ snapshotter, readsItself }) => snapshotter === 'overlayfs' && readsItself)
}

async function send(
  { engine, images, unnamedToo, signal, onAmount }: SendRequest,
  to: readonly LackingNode[],
  platform: string | undefined,
): Promise<void> {
  if (to.length === 0) return
  const options = platform === undefined ? {} : { platform }
  const archive = await saveImages(
    engine,
    images.map(({ savedAs }) => savedAs),
    options,
  )
  const meter = onAmount && createLoadMeter(nameAll(images), nodesOf(to), onAmount)
  const sending = importArchive(to, archive, { ...options, unnamedToo, onBytes: meter?.onBytes, signal })
  await sending.finally(() => meter?.end())
}

function tellLeft({ receivers, images, signal, say }: SendRequest, left: readonly NotTaken[]): LackingNode[] {
  signal.throwIfAborted()
  for (const { node, why } of left) say(`${nameAll(images)} could not be linked into ${node.name}, and is sent: ${describeReason(why)}`)
  return receivers.filter(({ node }) => left.some((one) => one.node === node))
}

function nodesOf(receivers: readonly LackingNode[]): Node[] {
  return receivers.map(({ node }) => node)
}

function nameAll(images: readonly HostImage[]): string {
  return images.length === 1 ? images[0]!.reference : `${images.length} images`
}

function sumBytes(images: readonly HostImage[]): number {
  return images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

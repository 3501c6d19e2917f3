// A cluster → the images that its nodes have beside those of their node image: loaded by the user, or pulled. What makes them is read at once, the
// files of their layers when they are wanted. Not containerd's own export: nodes keep no layer as it was pulled (discard_unpacked_layers), nor one
// that was linked.
import type { Writable } from 'node:stream'
import type { Cluster } from '../../cluster/cluster.ts'
import { type ImageIndex, type NodeImages, readNodeImages } from '../../cluster/image-index.ts'
import type { Node } from '../../cluster/node.ts'
import { packLayers } from '../../cluster/share/pack-layers.ts'
import { type Layer, readUnpacked } from '../../cluster/share/read-unpacked.ts'
import type { StateImages } from '../cluster-state.ts'

export interface TakenImages {
  readonly images: StateImages
  /** Writes the files of their layers; the stream stays open. */
  pack(into: Writable): Promise<void>
}

export interface TakeImagesOptions {
  /** Of the nodes: `linux/amd64` */
  readonly platform: string
  readonly signal: AbortSignal
  /** Hears what is left out. */
  readonly notice: (text: string) => void
}

/** Undefined where there are none. */
export async function takeImages(
  { engine, nodes, containers }: Pick<Cluster, 'engine' | 'nodes' | 'containers'>,
  { platform, signal, notice }: TakeImagesOptions,
): Promise<TakenImages | undefined> {
  const had = await Promise.all(
    nodes.map(async (node) => {
      const createdAtMs = containers.find(({ id }) => id === node.id)?.createdAt ?? 0
      const [images, added] = await Promise.all([readNodeImages(node, signal), listAdded(node, createdAtMs, signal)])
      return { node, added, ...images }
    }),
  )
  const choice = chooseImages(had)
  for (const text of choice.left) notice(text)
  const parts = await Promise.all(choice.taken.map(async ({ node, names }) => ({ node, ...(await readUnpacked(node, names, signal)) })))
  for (const { node, packed } of parts)
    for (const name of packed) notice(`image ${name} is left out: ${node.name} has it for another platform, and not unpacked`)
  const images = parts.flatMap((part) => part.images)
  if (images.length === 0) return undefined
  const chains = new Set<string>()
  const layers = parts.map(({ node, layers: its }) => ({
    node,
    layers: its.filter(({ chain }) => !chains.has(chain) && chains.add(chain)),
  }))
  const documents = [...new Map(parts.flatMap((part) => part.documents).map((one) => [one.digest, one])).values()]
  return {
    images: { platform, images, documents, layers: layers.flatMap((part) => part.layers.map(describeLayer)) },
    async pack(into) {
      for (const part of layers) if (part.layers.length > 0) await packLayers(engine.until(signal), part.node, part.layers, into)
    },
  }
}

/** Digests of what containerd has taken up since the node was made: what the image brings is older. */
async function listAdded(node: Node, createdAtMs: number, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const blobs = '/var/lib/containerd/io.containerd.content.v1.content/blobs/sha256'
  const { stdout } = await node.run(['find', blobs, '-type', 'f', '-newermt', `@${createdAtMs / 1_000}`, '-printf', 'sha256:%f\\n'], {
    signal,
  })
  return new Set(stdout.split('\n').filter((line) => line !== ''))
}

function describeLayer({ chain, parent }: Layer): StateImages['layers'][number] {
  return { chain, parent }
}

export interface Choice {
  /** Each name once, of the first node that has it. */
  readonly taken: readonly { readonly node: Node; readonly names: readonly string[] }[]
  /** What is not taken, a sentence each. */
  readonly left: readonly string[]
}

export interface HadImages extends Pick<NodeImages, 'index' | 'pinned' | 'snapshotter' | 'readsItself'> {
  readonly node: Node
  /** Digests that came into it later than its image. */
  readonly added: ReadonlySet<string>
}

/** Pure. What a node image brings is left out also where another node was given it: so it is again. */
export function chooseImages(had: readonly HadImages[]): Choice {
  const brought = new Set(
    had.flatMap(({ index, pinned, added }) =>
      [...pinned].filter((name) => !added.has(targetOf(index, name) ?? '')).map((name) => `${name} ${targetOf(index, name)}`),
    ),
  )
  const targets = new Map<string, { readonly node: Node; readonly digest: string | undefined }>()
  const left: string[] = []
  const taken = had.flatMap(({ node, index, snapshotter, readsItself }) => {
    const own = [...index.keys()].filter((name) => !isAlias.test(name) && !brought.has(`${name} ${targetOf(index, name)}`))
    if (own.length === 0) return []
    if (snapshotter !== 'overlayfs' || !readsItself) {
      left.push(
        `images of ${node.name} are left out: its containerd ${readsItself ? `unpacks them by ${snapshotter}, not overlayfs` : 'is too old'}`,
      )
      return []
    }
    for (const name of own) {
      const first = targets.get(name)
      if (first && first.digest !== targetOf(index, name))
        left.push(`of image ${name} what ${first.node.name} has is taken: ${node.name} has another one of that name`)
    }
    const names = own.filter((name) => !targets.has(name))
    for (const name of names) targets.set(name, { node, digest: targetOf(index, name) })
    return names.length === 0 ? [] : [{ node, names }]
  })
  return { taken, left }
}

// containerd gives the first anew for each image; the second is the date of an import of an image without a name.
const isAlias = /^(sha256:|import-[^/]+$)/

/** What a name points to is the first that it is known by. */
function targetOf(index: ImageIndex, name: string): string | undefined {
  return index.get(name)?.values().next().value
}

// A node → the images its containerd has, by name, each with all digests it is known by, and where it unpacks those of pods. Reads
// only. Asks ctr and not crictl, which not every node image has.
import { parse } from 'smol-toml'
import type { Node } from './node.ts'

/** Image name → digests: of its index or manifest, of the manifests in it, of the configurations in them. */
export type ImageIndex = ReadonlyMap<string, ReadonlySet<string>>

export interface NodeImages {
  readonly index: ImageIndex
  /** Names that the kubelet may not collect: those that the node image brings are, in kind's image and in ours, and stay so when another is loaded. */
  readonly pinned: ReadonlySet<string>
  /** containerd's own setting, which kind changes on some hosts: where pods' images must be unpacked. */
  readonly snapshotter: string
  /** Whether its ctr can read an archive itself, in place of containerd's transfer service (`ctr images import --local`, from 1.7 on). */
  readonly readsItself: boolean
}

const boundary = '-- next --'
// One exec: each takes about 50 ms, and longer on a busy host.
const script = [
  'set -e',
  'ctr --namespace k8s.io images list',
  `echo "${boundary}"`,
  'ctr --namespace k8s.io content list',
  `echo "${boundary}"`,
  'containerd config dump',
  `echo "${boundary}"`,
  'ctr images import --help',
].join('\n')

export async function readNodeImages(node: Node, signal: AbortSignal): Promise<NodeImages> {
  const { stdout } = await node.run(['sh', '-c', script], { signal })
  const [images = '', content = '', config = '', help = ''] = stdout.split(`${boundary}\n`)
  return {
    index: parseImageIndex(images, content),
    pinned: parsePinned(images),
    snapshotter: findSnapshotter(config),
    readsItself: /^\s*--local\b/m.test(help),
  }
}

/** The names under which a node has what is known by one of these digests. */
export function findNames(index: ImageIndex, digests: readonly string[]): string[] {
  return [...index].filter(([, known]) => digests.some((digest) => known.has(digest))).map(([name]) => name)
}

/** `images` lists names and what they point to; `content` lists blobs, with labels that say what each refers to. */
export function parseImageIndex(images: string, content: string): ImageIndex {
  const referred = new Map<string, string[]>()
  for (const line of content.split('\n')) {
    const digest = /^sha256:[0-9a-f]{64}/.exec(line)?.[0]
    // m.0, m.1 …: manifests of an index. What else is referred to are layers and snapshots.
    if (digest !== undefined)
      referred.set(
        digest,
        [...line.matchAll(/containerd\.io\/gc\.ref\.content\.(?:config|m\.\d+)=(sha256:[0-9a-f]{64})/g)].map(([, to = '']) => to),
      )
  }
  const index = new Map<string, ReadonlySet<string>>()
  for (const line of images.split('\n')) {
    const [, name, target] = /^(\S+)\s+\S+\s+(sha256:[0-9a-f]{64})\s/.exec(line) ?? []
    if (name === undefined || target === undefined) continue
    const manifests = [target, ...(referred.get(target) ?? [])]
    index.set(name, new Set([...manifests, ...manifests.flatMap((digest) => referred.get(digest) ?? [])]))
  }
  return index
}

/** Of the same list as {@link parseImageIndex}. */
export function parsePinned(images: string): ReadonlySet<string> {
  const lines = images.split('\n').filter((line) => /[\s,]io\.cri-containerd\.pinned=pinned(,|\s|$)/.test(line))
  return new Set(lines.map((line) => line.split(/\s/)[0]!))
}

/** The setting of the CRI plugin, which is another table in version 2 of the configuration than in 3 and 4. */
export function findSnapshotter(config: string): string {
  const { plugins } = parse(config) as { readonly plugins?: Readonly<Record<string, CriPlugin>> }
  return (
    plugins?.['io.containerd.cri.v1.images']?.snapshotter ?? plugins?.['io.containerd.grpc.v1.cri']?.containerd?.snapshotter ?? 'overlayfs'
  )
}

interface CriPlugin {
  readonly snapshotter?: string
  readonly containerd?: { readonly snapshotter?: string }
}

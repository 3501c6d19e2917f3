// A node → the images its containerd has, by name, each with all digests it is known by. Reads only. Asks ctr and not crictl,
// which not every node image has.
import type { Node } from './node.ts'

/** Image name → digests: of its index or manifest, of the manifests in it, of the configurations in them. */
export type ImageIndex = ReadonlyMap<string, ReadonlySet<string>>

const ctr = ['ctr', '--namespace', 'k8s.io']

export async function readImageIndex(node: Node, signal?: AbortSignal): Promise<ImageIndex> {
  const ask = async (...words: string[]): Promise<string> => (await node.run([...ctr, ...words], signal ? { signal } : {})).stdout
  const [images, content] = await Promise.all([ask('images', 'list'), ask('content', 'list')])
  return parseImageIndex(images, content)
}

/** `images` lists names and what they point to; `content` lists blobs, with labels that say what each refers to. */
export function parseImageIndex(images: string, content: string): ImageIndex {
  const referred = new Map<string, string[]>()
  for (const line of content.split('\n')) {
    const digest = /^sha256:[0-9a-f]{64}/.exec(line)?.[0]
    // m.0, m.1 …: manifests of an index. What else is referred to are layers and snapshots.
    if (digest !== undefined) referred.set(digest, [...line.matchAll(/containerd\.io\/gc\.ref\.content\.(?:config|m\.\d+)=(sha256:[0-9a-f]{64})/g)].map(([, to = '']) => to))
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

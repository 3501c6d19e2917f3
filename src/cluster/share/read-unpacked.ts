// A node and names of images it has unpacked → all that makes those images but the content of their layers: documents by digest, and of each layer
// where its files lie. Reads only, but for a view of the layers that is gone again.
import { createHash } from 'node:crypto'
import { DockerError } from '../../support/errors.ts'
import type { Node } from '../node.ts'

export interface UnpackedImage {
  /** As containerd knows it in the node. */
  readonly name: string
  readonly target: Document
}

/** An index, a manifest or a configuration. */
export interface Document {
  readonly mediaType: string
  readonly digest: string
  readonly text: string
}

export interface Layer {
  /** By which containerd knows it, with all below it: OCI's chain id. */
  readonly chain: string
  /** The chain below it; empty for the lowest. */
  readonly parent: string
  /** Of its files: in the node, or from the folder in which volumes are open. */
  readonly directory: string
}

export interface Unpacked {
  readonly images: readonly UnpackedImage[]
  /** Names of those that are there, and not unpacked: of another platform. They are not among the others. */
  readonly packed: readonly string[]
  /** Those of the images, and all that they lead to and the node has. */
  readonly documents: readonly Document[]
  /** Of each image from the lowest up; what several images have in common comes once. */
  readonly layers: readonly Layer[]
}

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
}

const ctr = ['ctr', '--namespace', 'k8s.io'] as const
const mark = '-- document '

/** Throws KIND_DOCKER_FAILED where it is not there as it should be. */
export async function readUnpacked(node: Node, names: readonly string[], signal: AbortSignal): Promise<Unpacked> {
  const listed = (await node.run([...ctr, 'images', 'list'], { signal })).stdout
  const targets = names.map((name) => ({ name, ...findTarget(listed, name, node) }))
  const read = (all: readonly Descriptor[]): Promise<Document[]> => readDocuments(node, all, signal)
  const tops = await read(targets)
  const manifests = [
    ...tops.filter(isManifest),
    ...(await read(tops.flatMap((document) => parse(document).manifests ?? []))).filter(isManifest),
  ]
  const configs = await read(manifests.map((manifest) => parse(manifest).config!))
  const layers = new Map<string, Layer>()
  const whole = new Set<string>()
  for (const config of configs) {
    const chains = chainIds(parse(config).rootfs?.diff_ids ?? [])
    const found = chains.length > 0 ? await findDirectories(node, chains, signal) : []
    if (found.length === chains.length) whole.add(config.digest)
    for (const layer of found) layers.set(layer.chain, layer)
  }
  if (layers.size === 0) throw unexpected(node, `no layer of ${names.join(', ')} is unpacked`)
  const images = targets.flatMap(({ name, digest }) =>
    tops.filter((document) => document.digest === digest).map((target) => ({ name, target })),
  )
  const isWhole = ({ target }: UnpackedImage): boolean =>
    [target, ...manifests.filter(({ digest }) => parse(target).manifests?.some((one) => one.digest === digest))].some((manifest) =>
      whole.has(parse(manifest).config?.digest ?? ''),
    )
  return {
    images: images.filter(isWhole),
    packed: names.filter((name) => !images.some((image) => image.name === name && isWhole(image))),
    documents: [...new Map([...tops, ...manifests, ...configs].map((one) => [one.digest, one])).values()],
    layers: [...layers.values()],
  }
}

/** Of an index, a manifest and a configuration what matters here. */
interface Content {
  readonly manifests?: readonly Descriptor[]
  readonly config?: Descriptor
  readonly rootfs?: { readonly diff_ids?: readonly string[] }
}

function parse({ text }: Document): Content {
  return JSON.parse(text) as Content
}

function isManifest(document: Document): boolean {
  return parse(document).config !== undefined
}

/** REF TYPE DIGEST … */
function findTarget(list: string, name: string, node: Node): Descriptor {
  for (const line of list.split('\n')) {
    const [ref, mediaType = '', digest = ''] = line.split(/\s+/)
    if (ref === name) return { mediaType, digest }
  }
  throw unexpected(node, `it has no image ${name}`)
}

/** Of an index, a node has some only. */
async function readDocuments(node: Node, all: readonly Descriptor[], signal: AbortSignal): Promise<Document[]> {
  if (all.length === 0) return []
  const script = `for one; do printf '\\n%s%s\\n' '${mark}' "$one"; ${ctr.join(' ')} content get "$one" 2>/dev/null || true; done; printf '\\n%s' '${mark}'`
  const { stdout } = await node.run(['sh', '-c', script, 'sh', ...all.map(({ digest }) => digest)], { signal })
  return parseDocuments(stdout, mark, (digest) => all.find((one) => one.digest === digest)?.mediaType)
}

/** Each after a line of `before` and its digest; one that is not what its digest says is not among them. */
export function parseDocuments(output: string, before: string, mediaTypeOf: (digest: string) => string | undefined): Document[] {
  return output.split(`\n${before}`).flatMap((part) => {
    const [digest = '', ...lines] = part.split('\n')
    const [text, mediaType] = [lines.join('\n'), mediaTypeOf(digest)]
    return mediaType !== undefined && digestOf(text) === digest ? [{ mediaType, digest, text }] : []
  })
}

/** None where the uppermost is not there: another platform's. */
async function findDirectories(node: Node, chains: readonly string[], signal: AbortSignal): Promise<Layer[]> {
  const key = `vitest-kind-look-${chains.at(-1)!.slice(-12)}`
  const snapshots = `${ctr.join(' ')} snapshots --snapshotter overlayfs`
  const script = `${snapshots} view --mounts ${key} "$1" && ${snapshots} remove ${key}`
  const { stdout, exitCode } = await node.run(['sh', '-c', script, 'sh', chains.at(-1)!], { signal, allowFailure: true })
  if (exitCode !== 0) return []
  const [mount] = JSON.parse(stdout) as readonly Mount[]
  const stack = mount?.Options?.find((option) => option.startsWith('lowerdir='))
    ?.slice('lowerdir='.length)
    .split(':')
  const directories = (stack ?? [mount?.Source ?? '']).toReversed()
  if (directories.length !== chains.length || directories.some((directory) => !directory.startsWith('/var/')))
    throw unexpected(node, `its layers lie where they are not expected: ${directories.join(' ')}`)
  return chains.map((chain, index) => ({ chain, parent: chains[index - 1] ?? '', directory: directories[index]! }))
}

interface Mount {
  readonly Source?: string
  readonly Options?: readonly string[]
}

/** Of each layer with those below it, by OCI's rule. */
export function chainIds(diffIds: readonly string[]): string[] {
  const chains: string[] = []
  for (const diffId of diffIds) chains.push(chains.length === 0 ? diffId : digestOf(`${chains.at(-1)!} ${diffId}`))
  return chains
}

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

function unexpected({ name }: Node, what: string): DockerError {
  return new DockerError('KIND_DOCKER_FAILED', { what: `node ${name}: ${what}` })
}

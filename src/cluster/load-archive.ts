// An image archive → the containerd of nodes; every image in it has a name there that a pod can run.
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { ConfigError, DockerError } from '../support/errors.ts'
import { findNames, readNodeImages } from './image-index.ts'
import { importedImageName } from './image-names.ts'
import type { OnAmount } from '../support/progress.ts'
import { createLoadMeter } from './load-meter.ts'
import { importArchive, tagImage } from './import-archive.ts'
import type { Node } from './node.ts'
import { openArchive } from '../docker/open-archive.ts'

export interface ArchiveRequest {
  readonly nodes: readonly Node[]
  readonly archive: Readable
  /** Its path, for what is said of it. */
  readonly source: string
  readonly signal: AbortSignal
  /** Hears the names that were made. */
  readonly say: (line: string) => void
  /** Hears how much of it is sent. */
  readonly onAmount?: OnAmount | undefined
}

/** The same of a file. Nothing is sent when every node has all that is in it. */
export async function loadArchiveFile(path: string, request: Omit<ArchiveRequest, 'archive' | 'source'>): Promise<string[]> {
  const { listImages } = await openArchive(createReadStream(path), path)
  const [images = [], ...indexes] = await Promise.all([
    listImages(),
    ...request.nodes.map(async (node) => (await readNodeImages(node, request.signal)).index),
  ])
  const isThere = images.every(
    ({ digest, names }) => names.length > 0 && indexes.every((index) => names.every((name) => index.get(name)?.has(digest))),
  )
  if (images.length > 0 && isThere) return images.flatMap(({ names }) => names)
  return loadArchive({ ...request, archive: createReadStream(path), source: path })
}

/**
 * Into all nodes at once, each with its own platform. Gives the names by which pods find what was in it. Throws KIND_CONFIG_INVALID for
 * what is no image archive.
 */
export async function loadArchive({ nodes, archive, source, signal, say, onAmount }: ArchiveRequest): Promise<string[]> {
  const { tar, listImages } = await openArchive(archive, source)
  let images: ReturnType<typeof listImages> | undefined
  const meter = onAmount && createLoadMeter(source, nodes, onAmount)
  try {
    const receivers = await Promise.all(nodes.map(async (node) => ({ node, ...(await readNodeImages(node, signal)) })))
    images = listImages()
    await importArchive(receivers, tar, { unnamedToo: true, onBytes: meter?.onBytes, signal }).finally(() => meter?.end())
  } catch (error) {
    tar.destroy()
    if ((await images)?.length === 0) throw holdsNone(source, error)
    throw error
  }
  const inside = ((await images) ?? []).map(({ digest, names }) => ({
    digest,
    made: names.length === 0,
    names: names.length > 0 ? names : [importedImageName(digest)],
  }))
  if (inside.length === 0) return []
  const known = new Set((await Promise.all(nodes.map((node) => nameAll(node, inside, signal)))).flat())
  if (known.size === 0) throw new DockerError('KIND_DOCKER_FAILED', { what: `no image of ${source} is in the nodes after it was loaded` })
  for (const { digest, made, names } of inside)
    if (made && known.has(names[0]!)) say(`An image in ${source} has no name (${digest}); pods find it as "${names[0]}".`)
  return [...known]
}

/**
 * The names that the node knows in the end: containerd makes full those of Docker, and takes those of OCI as they stand. Of an image
 * for another platform it has nothing.
 */
async function nameAll(
  node: Node,
  images: readonly { readonly digest: string; readonly names: readonly string[] }[],
  signal: AbortSignal,
): Promise<string[]> {
  const { index } = await readNodeImages(node, signal)
  const known: string[] = []
  for (const { digest, names } of images) {
    const [from] = findNames(index, [digest])
    for (const name of names) if (index.has(name) || (from !== undefined && (await tagImage(node, from, name, signal)))) known.push(name)
  }
  return known
}

function holdsNone(source: string, cause: unknown): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', {
    what: `${source} holds no image`,
    problems: ['neither manifest.json (docker save) nor index.json (OCI) is in it, or they name none', 'nothing was loaded'],
    cause,
  })
}

// Images of the engine, or image archives, → the nodes of a cluster, ours or kind's.
import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { tellAmounts } from '../boot/tell-amounts.ts'
import { loadArchive } from '../cluster/load-archive.ts'
import { loadImages } from '../cluster/load-images.ts'
import { loadSources } from '../cluster/load-sources.ts'
import type { ImageSource } from '../config/image-options.ts'
import { ConfigError } from '../support/errors.ts'
import { type ClusterContext, openCluster } from './context.ts'
import { chooseNodes } from '../cluster/cluster.ts'
import { takeImage } from './take-image.ts'

type LoadContext = Pick<ClusterContext, 'environment' | 'onProgress' | 'signal'>

/** Which nodes: names; without any, all of the cluster. */
export interface LoadTarget {
  readonly name: string
  readonly nodes?: readonly string[]
}

/**
 * Loads images of the engine into nodes that do not have them; one that a node has under another name is only tagged. Throws
 * KIND_IMAGE_MISSING, KIND_CLUSTER_UNKNOWN, or what a node said.
 */
export async function loadIntoCluster(references: readonly string[], target: LoadTarget, context: LoadContext): Promise<void> {
  const cluster = await openCluster(target.name, context)
  const { engine } = cluster
  const nodes = chooseNodes(cluster, target.nodes)
  const say = (text: string): void => context.onProgress({ type: 'notice', cluster: target.name, text })
  await loadImages({ engine, nodes, references, signal: context.signal, say, onAmount: tellAmounts(target.name, context.onProgress) })
}

/**
 * Loads one image, building it where it is a folder, and gives the name by which pods find it. Paths count from `directory`. Throws
 * KIND_CONFIG_INVALID before anything is begun, KIND_IMAGE_MISSING, KIND_BUILD_FAILED, or what a node said.
 */
export async function loadSourceIntoCluster(
  source: ImageSource,
  { name, directory, context }: { readonly name: string; readonly directory: string; readonly context: LoadContext },
): Promise<string> {
  const image = await takeImage(source, directory, 'loaded')
  const cluster = await openCluster(name, context)
  const [loaded] = await loadSources({ engine: cluster.engine, nodes: cluster.nodes, images: [image], signal: context.signal })
  return loaded!
}

/** Where an archive comes from: a path, or a stream that is read to its end. */
export type ArchiveSource = string | Readable

/** Imports archives as `docker save` and OCI tools write them, one after another, each into all nodes at once. */
export async function loadArchivesIntoCluster(archives: readonly ArchiveSource[], target: LoadTarget, context: LoadContext): Promise<void> {
  await requireFiles(archives)
  const nodes = chooseNodes(await openCluster(target.name, context), target.nodes)
  const { signal } = context
  const say = (text: string): void => context.onProgress({ type: 'notice', cluster: target.name, text })
  for (const archive of archives) {
    const [source, stream] = typeof archive === 'string' ? [archive, createReadStream(archive)] : ['the archive', archive]
    await loadArchive({ nodes, archive: stream, source, signal, say, onAmount: tellAmounts(target.name, context.onProgress) })
  }
}

/** Before anything is sent: the second of two archives may be the one that is misspelt. */
async function requireFiles(archives: readonly ArchiveSource[]): Promise<void> {
  const problems: string[] = []
  for (const path of archives) {
    if (typeof path === 'string')
      await access(path).catch((error: NodeJS.ErrnoException) =>
        problems.push(`${path}  ${error.code === 'ENOENT' ? 'no such file' : error.message}`),
      )
  }
  if (problems.length > 0)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `${problems.length === 1 ? 'an image archive' : `${problems.length} image archives`} cannot be read`,
      problems: [...problems, 'nothing was loaded'],
    })
}

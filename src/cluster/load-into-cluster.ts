// Images of the engine, or image archives, → the nodes of a cluster, ours or kind's.
import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { connectEngine } from '../docker/connect.ts'
import { importArchive } from '../nodes/import-archive.ts'
import { loadImages } from '../nodes/load-images.ts'
import { fullImageName } from '../plan/image-name.ts'
import { ConfigError } from '../support/errors.ts'
import type { ClusterContext } from './context.ts'
import { requireClusterNodes } from './require-cluster.ts'

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
  const engine = await connectEngine(context.environment.engine)
  const nodes = await requireClusterNodes(engine, target.name, target.nodes)
  const say = (text: string): void => context.onProgress({ type: 'notice', cluster: target.name, text })
  await loadImages({ engine, nodes, references, signal: context.signal ?? new AbortController().signal, say })
  const latest = references.filter((reference) => /^[^@]+:latest$/.test(fullImageName(reference)))
  for (const reference of latest) say(`Pods pull "${reference}" anew in spite of this, unless they say imagePullPolicy: Never or IfNotPresent: that is how Kubernetes takes "latest".`)
}

/** Where an archive comes from: a path, or a stream that is read to its end. */
export type ArchiveSource = string | Readable

/** Imports archives as `docker save` and OCI tools write them, one after another, each into all nodes at once. */
export async function loadArchivesIntoCluster(archives: readonly ArchiveSource[], target: LoadTarget, context: LoadContext): Promise<void> {
  await requireFiles(archives)
  const engine = await connectEngine(context.environment.engine)
  const nodes = await requireClusterNodes(engine, target.name, target.nodes)
  const signal = context.signal ?? new AbortController().signal
  for (const archive of archives) {
    await importArchive(nodes, typeof archive === 'string' ? createReadStream(archive) : archive, { unnamedToo: true, signal })
  }
}

/** Before anything is sent: the second of two archives may be the one that is misspelt. */
async function requireFiles(archives: readonly ArchiveSource[]): Promise<void> {
  const problems: string[] = []
  for (const path of archives) {
    if (typeof path === 'string') await access(path).catch((error: NodeJS.ErrnoException) => problems.push(`${path}  ${error.code === 'ENOENT' ? 'no such file' : error.message}`))
  }
  if (problems.length > 0) throw new ConfigError('KIND_CONFIG_INVALID', { what: `${problems.length === 1 ? 'an image archive' : `${problems.length} image archives`} cannot be read`, problems: [...problems, 'nothing was loaded'] })
}

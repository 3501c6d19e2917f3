// Options as they are written → options complete in themselves: with what stands in the kind configuration they name, and with paths
// that no longer depend on a working directory.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readClusterDocument, takeClusterDocument } from '../../config/cluster-document.ts'
import type { ImageSource } from '../../config/image-options.ts'
import { isArchivePath } from '../../config/image-spec.ts'
import { mergeOptions } from '../../config/merge-options.ts'
import type { ClusterOptions, NodeOptions } from '../../config/options.ts'
import { findOptionProblems } from '../../config/schema/find-problems.ts'
import { tidyOptions } from '../../config/tidy-options.ts'
import { isKindError } from '../../support/errors.ts'
import { problemsError } from '../../support/problems-error.ts'

/**
 * Options without `config`. Its path, and those of `extraMounts`, count from `directory`; may be called again with what it gave.
 * Throws KIND_CONFIG_INVALID when the configuration cannot be read or has problems, with those of the options beside it.
 */
export async function loadOptions(options: ClusterOptions, source: string, directory = process.cwd()): Promise<ClusterOptions> {
  const { config, ...own } = tidyOptions(options)
  if (config === undefined) return withAbsolutePaths(own, directory)
  const document = await loadDocument(config, own, source, directory).catch((error: unknown) => {
    throw withProblemsBeside(error, own, source)
  })
  return withAbsolutePaths(mergeOptions(document, own), directory)
}

async function loadDocument(
  config: NonNullable<ClusterOptions['config']>,
  own: ClusterOptions,
  source: string,
  directory: string,
): Promise<ClusterOptions> {
  if (typeof config !== 'string') return takeClusterDocument(config, `config of ${source}`, own)
  // A path is one line; a configuration has at least two fields.
  if (config.includes('\n')) return readClusterDocument(config, `config of ${source}`, own)
  const path = resolve(directory, config)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw problemsError(
      `the cluster options (${source})`,
      [`config  "${config}" cannot be read: ${error.code === 'ENOENT' ? `there is no file ${path}` : error.message}`],
      error,
    )
  })
  return readClusterDocument(text, config, own)
}

/** Both lists in one error, so that nobody mends the one to meet the other. */
function withProblemsBeside(error: unknown, own: ClusterOptions, source: string): unknown {
  const beside = findOptionProblems(own)
  if (!isKindError(error) || beside.length === 0) return error
  const { what, problems = [] } = error.facts
  const where = what.replace(/^\d+ problems? in /, '')
  const options = `the cluster options (${source})`
  return problemsError(where === options ? where : `${where} and ${options}`, [
    ...problems.filter((line) => line !== 'nothing was started').map((line) => (where === options ? line : `config: ${line}`)),
    ...beside,
  ])
}

function withAbsolutePaths(options: ClusterOptions, directory: string): ClusterOptions {
  const { nodes, images, manifests, snapshot, prepare } = options
  return {
    ...options,
    ...(Array.isArray(nodes) && { nodes: nodes.map((node: NodeOptions) => withAbsoluteMounts(node, directory)) }),
    ...(Array.isArray(images) && { images: images.map((image: ImageSource) => withAbsoluteImage(image, directory)) }),
    ...(Array.isArray(manifests) && { manifests: manifests.map((path: string) => withAbsoluteManifest(path, directory)) }),
    ...(typeof prepare === 'string' && prepare !== '' && { prepare: resolve(directory, prepare) }),
    ...(typeof snapshot === 'string' && snapshot !== '' && { snapshot: resolve(directory, snapshot) }),
  }
}

/** An archive's path, or the folder of a build. */
export function withAbsoluteImage(image: ImageSource, directory: string): ImageSource {
  if (typeof image === 'string') return isArchivePath(image) ? resolve(directory, image) : image
  return typeof image?.build === 'string' && image.build !== '' ? { ...image, build: resolve(directory, image.build) } : image
}

function withAbsoluteManifest(path: string, directory: string): string {
  return typeof path === 'string' && path !== '' ? resolve(directory, path) : path
}

/** What has another shape than it should is left for the schema to tell. */
function withAbsoluteMounts(node: NodeOptions, directory: string): NodeOptions {
  if (!Array.isArray(node?.extraMounts)) return node
  return {
    ...node,
    extraMounts: node.extraMounts.map((mount: NonNullable<NodeOptions['extraMounts']>[number]) =>
      typeof mount?.hostPath === 'string' && mount.hostPath !== '' ? { ...mount, hostPath: resolve(directory, mount.hostPath) } : mount,
    ),
  }
}

// Options that name a kind configuration → the same options with what stands in it.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readClusterDocument, takeClusterDocument } from '../config/cluster-document.ts'
import { mergeOptions } from '../config/merge-options.ts'
import type { ClusterOptions } from '../config/options.ts'
import { problemsError } from '../support/problems-error.ts'

/** Options without `config`; its path counts from `directory`. Throws KIND_CONFIG_INVALID when it cannot be read or has problems. */
export async function loadOptions(options: ClusterOptions, source: string, directory = process.cwd()): Promise<ClusterOptions> {
  const { config } = options
  if (config === undefined) return options
  return mergeOptions(await loadDocument(config, source, directory), options)
}

async function loadDocument(config: NonNullable<ClusterOptions['config']>, source: string, directory: string): Promise<ClusterOptions> {
  if (typeof config !== 'string') return takeClusterDocument(config, `config of ${source}`)
  // A path is one line; a configuration has at least two fields.
  if (config.includes('\n')) return readClusterDocument(config, `config of ${source}`)
  const path = resolve(directory, config)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw problemsError(`the cluster options (${source})`, [`config  "${config}" cannot be read: ${error.code === 'ENOENT' ? `there is no file ${path}` : error.message}`], error)
  })
  return readClusterDocument(text, config)
}

// What a user hands to `apply` → objects with their sources. Reads files and folders; changes nothing, asks no API.
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '../support/errors.ts'
import { checkManifests, type Manifest, parseManifests } from './manifests.ts'

/** YAML or JSON text, the path (or file: URL) of a file or of a folder of such, an object, or objects. */
export type ManifestInput = string | URL | object | readonly object[]

/** A folder stands for its *.yaml, *.yml and *.json files in the order of their names; sub-folders are not entered. */
export async function readManifests(input: ManifestInput, baseDirectory: string): Promise<Manifest[]> {
  if (input instanceof URL) return readPath(fileURLToPath(input))
  if (typeof input !== 'string') return checkManifests(Array.isArray(input) ? input : [input])
  // A line break settles it; a path with one is no path anybody means.
  if (input.includes('\n')) return parseManifests(input, 'the YAML given')
  const path = resolve(baseDirectory, input.startsWith('file:') ? fileURLToPath(input) : input)
  if (await isThere(path)) return readPath(path)
  if (/^\s*[[{]|: /.test(input)) return parseManifests(input, 'the YAML given')
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `${JSON.stringify(input)} cannot be applied`,
    seen: [`read as a path: nothing is at ${path}`, 'read as YAML: it has neither a line break nor ": "'],
    do: /^https?:/.test(input) ? 'fetch it yourself and hand over the text: nothing is downloaded here' : 'check the path: relative ones count from the base directory',
  })
}

async function readPath(path: string): Promise<Manifest[]> {
  if (!(await stat(path)).isDirectory()) return parseManifests(await readFile(path, 'utf8'), basename(path))
  const names = (await readdir(path)).filter((name) => /\.(ya?ml|json)$/.test(name)).toSorted()
  if (names.length === 0) throw new ConfigError('KIND_CONFIG_INVALID', { what: `${path} cannot be applied: the folder holds no *.yaml, *.yml or *.json file` })
  const perFile = await Promise.all(names.map(async (name) => parseManifests(await readFile(join(path, name), 'utf8'), name)))
  return perFile.flat()
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

// What a user hands to `apply` → objects with their sources. Reads files and folders; changes nothing, asks no API. All problems of all
// files are told in one error, before anything is applied.
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, describeError, isKindError } from '../../support/errors.ts'
import { decodeManifest } from './decode-manifest.ts'
import { kustomizationNames } from './kustomization.ts'
import { buildFirst, checkManifests, joinReadings, type ManifestReading, parseManifests, refusal } from './manifests.ts'

/** YAML or JSON text, the path (or file: URL) of a file or of a folder of such, an object, or objects. */
export type ManifestInput = string | URL | object | readonly object[]

/** A folder with a kustomization → what it is built to, as YAML. Throws KIND_CONFIG_INVALID with the words of kustomize. */
export type BuildKustomization = (folder: string) => Promise<string>

/** Throws KIND_CONFIG_INVALID. A folder stands for its *.yaml, *.yml and *.json files in the order of their names; sub-folders are not entered. One with a kustomization stands for what `build` makes of it. */
export async function readManifests(input: ManifestInput, baseDirectory: string, build?: BuildKustomization): Promise<ManifestReading> {
  const reading = await readInput(input, baseDirectory, build)
  const { problems, hints } = reading
  if (problems.length === 0) return reading
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `${problems.length === 1 ? '1 problem' : `${problems.length} problems`} in what is to be applied`,
    problems: [...problems, 'nothing was applied'],
    ...(hints.length > 0 && { do: hints.join('\n') }),
  })
}

async function readInput(input: unknown, baseDirectory: string, build?: BuildKustomization): Promise<ManifestReading> {
  if (input instanceof URL) return readAddress(input.href, build)
  if (typeof input !== 'string') return readData(input)
  // A line break settles it; a path with one is no path anybody means.
  if (input.includes('\n')) return explainPath(input, parseManifests(input, 'the YAML given'))
  if (input.trim() === '') return refusal([`an empty text is neither a path nor YAML: did something give back nothing?`])
  if (/^(?:\w+:\/\/|file:)/.test(input)) return readAddress(input, build)
  const path = resolve(baseDirectory, input)
  if (await isThere(path)) return readPath(path, build)
  if (/^\s*(?:[[{#]|---)|: |:$/.test(input)) return parseManifests(input, 'the YAML given')
  return refusal(
    [`${JSON.stringify(input)} is no path, nothing is at ${path}; and no YAML, it has neither a line break nor ": "`],
    ['check the path: a relative one counts from the base directory'],
  )
}

function readData(input: unknown): ManifestReading | Promise<ManifestReading> {
  if (Array.isArray(input)) return checkManifests(input)
  const misfit = describeMisfit(input)
  return misfit === undefined ? checkManifests([input]) : refusal([`${misfit}: YAML text, a path or objects are expected`])
}

/** A value of JavaScript that is no object of the API. */
function describeMisfit(input: unknown): string | undefined {
  if (input === undefined || input === null) return `${String(input)} cannot be applied, did something give back nothing?`
  if (typeof input !== 'object') return `a ${typeof input} cannot be applied`
  if ('then' in input && typeof input.then === 'function') return 'a promise cannot be applied, it must be awaited first'
  if (ArrayBuffer.isView(input) || input instanceof ArrayBuffer) return 'bytes cannot be applied, hand over their text'
  if (input instanceof Map || input instanceof Set || input instanceof Date || input instanceof Error)
    return `a ${input.constructor.name} cannot be applied`
  return undefined
}

function readAddress(address: string, build?: BuildKustomization): ManifestReading | Promise<ManifestReading> {
  if (!address.startsWith('file:'))
    return refusal([`${address} is not fetched`], ['fetch it yourself and hand over the text: nothing is downloaded here'])
  try {
    return readPath(fileURLToPath(address), build)
  } catch (error) {
    return refusal([`${address} is no file of this machine: ${describeError(error)}`])
  }
}

/** A command's output has a line break at its end, and may be a path. */
function explainPath(input: string, reading: ManifestReading): ManifestReading {
  const line = input.trim()
  return reading.problems.length > 0 && !line.includes('\n') && /^[^:{}[\]]+$/.test(line)
    ? { ...reading, hints: [...reading.hints, 'if this is a path, take the line break off'] }
    : reading
}

async function readPath(path: string, build?: BuildKustomization): Promise<ManifestReading> {
  const name = basename(path)
  try {
    if ((await stat(path)).isDirectory()) return await readFolder(path, build)
    return await (kustomizationNames.includes(name) ? readKustomized(dirname(path), build) : readOne(path, name))
  } catch (error) {
    if (isKindError(error)) throw error
    return refusal([`${path} cannot be read: ${describeError(error)}`])
  }
}

async function readFolder(path: string, build?: BuildKustomization): Promise<ManifestReading> {
  const entries = await readdir(path)
  if (kustomizationNames.some((name) => entries.includes(name))) return readKustomized(path, build)
  if (entries.includes('Chart.yaml') && entries.includes('templates'))
    return refusal([`${path} is a Helm chart`], [`helm template ${path}: what it prints can be applied`])
  const names = entries.filter((name) => /\.(ya?ml|json)$/.test(name)).toSorted()
  const readings = await Promise.all(
    names.map(async (name): Promise<ManifestReading | undefined> => {
      const file = join(path, name)
      try {
        return (await stat(file)).isDirectory() ? undefined : await readOne(file, name)
      } catch (error) {
        return refusal([`${name}  cannot be read: ${describeError(error)}`])
      }
    }),
  )
  const found = readings.filter((reading) => reading !== undefined)
  return found.length > 0 ? joinReadings(found) : refusal([`the folder ${path} holds no *.yaml, *.yml or *.json file`])
}

async function readOne(path: string, name: string): Promise<ManifestReading> {
  const { text, notices } = decodeManifest(await readFile(path))
  const reading = parseManifests(text, name)
  return { ...reading, notices: [...notices.map((notice) => `${name}  ${notice}`), ...reading.notices] }
}

async function readKustomized(folder: string, build?: BuildKustomization): Promise<ManifestReading> {
  if (build) return parseManifests(await build(folder), `${folder}, built`)
  return refusal([`${folder} is a kustomization, which is built before it is applied`], [buildFirst(folder)])
}

/** Whether a text means manifests, and no object by name: `k8s/web` is a path where there is one, `deployment/web` names an object. */
export async function meansManifests(text: string, baseDirectory: string): Promise<boolean> {
  return /[\n:]|\.(?:ya?ml|json)$/.test(text) || (await isThere(resolve(baseDirectory, text)))
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

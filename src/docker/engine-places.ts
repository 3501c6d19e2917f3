// What the environment and Docker's own files say → the places where an engine may answer, in the order they are tried.
// Reads Docker's context files; opens no connection.
import { access, readdir, readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DockerError } from '../support/errors.ts'

/** The variables that say where the engine is and what registries are to be shown; the names are Docker's. */
export interface EngineEnvironment {
  readonly DOCKER_HOST?: string | undefined
  readonly DOCKER_CONTEXT?: string | undefined
  readonly DOCKER_CONFIG?: string | undefined
  /** The text of a config.json with registry credentials, as CI systems hand it over. */
  readonly DOCKER_AUTH_CONFIG?: string | undefined
  readonly DOCKER_TLS_VERIFY?: string | undefined
  readonly DOCKER_CERT_PATH?: string | undefined
  readonly XDG_RUNTIME_DIR?: string | undefined
  readonly HOME?: string | undefined
  /** With these, and HOME, ssh is called: in every process of ours, so that one which outlives a run gets where the run got. */
  readonly PATH?: string | undefined
  readonly USER?: string | undefined
  readonly SSH_AUTH_SOCK?: string | undefined
  readonly KRB5CCNAME?: string | undefined
}

/** One address, and the keys to it where it is behind TLS. */
export interface EnginePlace {
  /** As in DOCKER_HOST: `unix:///var/run/docker.sock`, `tcp://10.0.0.7:2376`. */
  readonly address: string
  /** Who named it, for the error text. */
  readonly source: string
  /** Folder with ca.pem, cert.pem and key.pem. */
  readonly tlsDirectory?: string
}

/**
 * Somebody's explicit word (DOCKER_HOST, then a context) is the only place; without one, the usual sockets are tried.
 * The order between DOCKER_HOST and contexts is the Docker CLI's.
 */
export async function readEnginePlaces(
  environment: EngineEnvironment,
  uid: number | undefined = process.getuid?.(),
  platform: NodeJS.Platform = process.platform,
): Promise<EnginePlace[]> {
  const home = environment.HOME
  const configDirectory = environment.DOCKER_CONFIG ?? (home === undefined ? undefined : join(home, '.docker'))
  if (environment.DOCKER_HOST) return [placeOfHost(environment, configDirectory)]

  const named = environment.DOCKER_CONTEXT ? 'DOCKER_CONTEXT' : join(configDirectory ?? '', 'config.json')
  const context = environment.DOCKER_CONTEXT || (await readCurrentContext(configDirectory))
  if (context && context !== 'default') return [await readContext(context, configDirectory, named)]

  // The one that Docker's tools take on Windows; what Docker Desktop calls its own is a context.
  if (platform === 'win32') return [{ address: 'npipe:////./pipe/docker_engine', source: 'the usual places' }]
  const sockets = [
    '/var/run/docker.sock',
    environment.XDG_RUNTIME_DIR && join(environment.XDG_RUNTIME_DIR, 'docker.sock'),
    home && join(home, '.docker/run/docker.sock'),
    home && join(home, '.docker/desktop/docker.sock'),
    uid !== undefined && `/run/user/${uid}/docker.sock`,
  ]
  return [...new Set(sockets.filter((path) => typeof path === 'string' && path !== ''))].map((path) => ({
    address: `unix://${path}`,
    source: 'the usual places',
  }))
}

function placeOfHost(environment: EngineEnvironment, configDirectory: string | undefined): EnginePlace {
  const written = environment.DOCKER_HOST ?? ''
  const place = { address: written.includes('://') ? written : `tcp://${written}`, source: 'DOCKER_HOST' }
  // The CLI takes any value of DOCKER_TLS_VERIFY for yes, also "0".
  const tlsDirectory = environment.DOCKER_TLS_VERIFY ? environment.DOCKER_CERT_PATH || configDirectory : undefined
  return tlsDirectory === undefined ? place : { ...place, tlsDirectory }
}

async function readCurrentContext(configDirectory: string | undefined): Promise<string | undefined> {
  if (configDirectory === undefined) return undefined
  const file = join(configDirectory, 'config.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const { currentContext }: { currentContext?: string } = JSON.parse(text)
    return currentContext
  } catch (error) {
    throw new DockerError('KIND_DOCKER_UNREACHABLE', {
      what: `${file} is not JSON, so the Docker context in use cannot be told`,
      seen: [error instanceof Error ? error.message : String(error)],
      do: 'repair the file, or set DOCKER_HOST',
      cause: error,
    })
  }
}

/** `named`: who wants it. */
async function readContext(name: string, configDirectory: string | undefined, named: string): Promise<EnginePlace> {
  const directory = join(configDirectory ?? '.docker', 'contexts')
  const key = createHash('sha256').update(name).digest('hex')
  const file = join(directory, 'meta', key, 'meta.json')
  try {
    const meta: ContextFile = JSON.parse(await readFile(file, 'utf8'))
    const address = meta.Endpoints?.docker?.Host
    if (!address) throw new Error(`${file} names no Endpoints.docker.Host`)
    const place = { address, source: `Docker context "${name}"` }
    const tlsDirectory = join(directory, 'tls', key, 'docker')
    const isThere = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((pem) => hasFile(join(tlsDirectory, pem))))
    return isThere.includes(true) ? { ...place, tlsDirectory } : place
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const others = isAbsent ? await listContexts(directory) : []
    throw new DockerError('KIND_DOCKER_UNREACHABLE', {
      what: isAbsent ? `there is no Docker context "${name}", which ${named} names` : `the Docker context "${name}" cannot be read`,
      seen: [
        isAbsent
          ? `in ${directory}: ${others.length === 0 ? 'none' : others.join(', ')}`
          : error instanceof Error
            ? error.message
            : String(error),
      ],
      do: 'choose another with `docker context use` or DOCKER_CONTEXT, or set DOCKER_HOST',
      cause: error,
    })
  }
}

interface ContextFile {
  readonly Name?: string
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } }
}

async function hasFile(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function listContexts(directory: string): Promise<string[]> {
  const keys = await readdir(join(directory, 'meta')).catch(() => [])
  const names = keys.map(async (key) => (JSON.parse(await readFile(join(directory, 'meta', key, 'meta.json'), 'utf8')) as ContextFile).Name)
  return (await Promise.allSettled(names))
    .flatMap((read) => (read.status === 'fulfilled' && read.value !== undefined ? [read.value] : []))
    .toSorted()
}

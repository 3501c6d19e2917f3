// A reference → that image on the engine, or an error with the registry's own words.
import { StringDecoder } from 'node:string_decoder'
import { DockerError } from '../support/errors.ts'
import { daemonMessage, endedEarly, statusOf, toDockerError } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { openStream } from './open-stream.ts'

export interface LayerProgress {
  readonly layer: string
  /** The engine's word: `Downloading`, `Extracting`, `Pull complete` … */
  readonly status: string
  readonly currentBytes: number | undefined
  readonly totalBytes: number | undefined
}

export interface PullOptions {
  readonly signal?: AbortSignal
  readonly onLayer?: (progress: LayerProgress) => void
}

const DOCKER_HUB = 'https://index.docker.io/v1/'

/** Pulls with the user's registry credentials; throws KIND_IMAGE_MISSING when the registry does not give it or is not reached. */
export async function pullImage(engine: Engine, reference: string, { signal, onLayer }: PullOptions = {}): Promise<void> {
  const failed = `image ${reference} could not be pulled`
  if (signal?.aborted) throw endedEarly(signal, failed, [])
  try {
    const authconfig = await readCredentials(registryOf(reference))
    const stream = await openStream(engine, { method: 'POST', path: '/images/create', query: planQuery(reference), authconfig, signal })
    await followPull(stream, onLayer)
  } catch (error) {
    if (signal?.aborted) throw endedEarly(signal, failed, [])
    // Whatever the registry says arrives as a status of the engine or as a line of the stream; the rest is the engine's own trouble.
    if (!(error instanceof RefusedError) && statusOf(error) === undefined) throw await toDockerError(engine, failed, error)
    const message = daemonMessage(error)
    if (/no space left on device/i.test(message)) throw await toDockerError(engine, failed, error)
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: failed,
      seen: [message],
      ...(/denied|unauthorized|authentication required/i.test(message) && { do: `check the name; if it is private: ${`docker login ${hostOf(reference)}`.trim()}` }),
      cause: error,
    })
  }
}

/** An error the engine reports inside its stream, after it has answered 200. */
class RefusedError extends Error {}

interface PullLine {
  readonly id?: string
  readonly status?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
  readonly error?: string
}

// Without a tag the engine would pull every tag there is.
function planQuery(reference: string): { fromImage: string; tag?: string } {
  const tagged = reference.includes('@') || /:[^/]+$/.test(reference)
  return tagged ? { fromImage: reference } : { fromImage: reference, tag: 'latest' }
}

async function followPull(stream: AsyncIterable<Buffer>, onLayer: PullOptions['onLayer']): Promise<void> {
  const decoder = new StringDecoder('utf8')
  let begun = ''
  for await (const chunk of stream) {
    const lines = (begun + decoder.write(chunk)).split('\n')
    begun = lines.pop() ?? ''
    for (const line of lines) {
      if (line.trim() === '') continue
      const { id, status, progressDetail, error }: PullLine = JSON.parse(line)
      if (error !== undefined) throw new RefusedError(error)
      if (id !== undefined && status !== undefined) {
        onLayer?.({ layer: id, status, currentBytes: progressDetail?.current, totalBytes: progressDetail?.total })
      }
    }
  }
}

// testcontainers reads Docker's config.json with its credential stores and helpers. Its own pull is not used: it takes an
// error inside the stream for success. The module is not among its exports, so its version is pinned.
async function readCredentials(registry: string): Promise<Record<string, string> | undefined> {
  const { getAuthConfig } = await import('testcontainers/build/container-runtime/auth/get-auth-config.js')
  const found = await getAuthConfig(registry)
  if (found === undefined) return undefined
  if ('identityToken' in found) return { identitytoken: found.identityToken, serveraddress: found.registryAddress }
  return { username: found.username, password: found.password, serveraddress: found.registryAddress }
}

function registryOf(reference: string): string {
  const host = hostOf(reference)
  return host === '' ? DOCKER_HUB : host
}

// The first part is a registry when it looks like a host: Docker's own rule.
function hostOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : ''
}

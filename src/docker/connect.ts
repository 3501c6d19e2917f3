// Environment → an engine that has answered. Tries the places in order and tells of each why it did not serve.
// dockerode is loaded here, and only here, when the first engine is asked for: it takes 150 ms.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { DockerError } from '../support/errors.ts'
import { describeSocketProblem, type SocketProblem } from './describe-socket-problem.ts'
import { readEnginePlaces, type EngineEnvironment, type EnginePlace } from './engine-places.ts'

export type { EngineEnvironment } from './engine-places.ts'
export { readEngineFacts, type EngineFacts } from './engine-facts.ts'

/** An engine that answered. */
export interface Engine {
  /** Only src/docker and tests use this. */
  readonly docker: Dockerode
  /** `unix:///var/run/docker.sock` */
  readonly where: string
  /** Where ports published by its containers are reached: `127.0.0.1`, or the host of a `tcp://` address. */
  readonly host: string
}

export interface ConnectOptions {
  /**
   * How long a place has to answer, in milliseconds. An idle local engine takes 1-13 ms.
   *
   * @default 10_000
   */
  readonly answerWithinMs?: number
}

const startTimer = globalThis.setTimeout

/** Connects to the first place that answers a ping; throws KIND_DOCKER_UNREACHABLE with the reason for each place otherwise. */
export async function connectEngine(environment: EngineEnvironment, { answerWithinMs = 10_000 }: ConnectOptions = {}): Promise<Engine> {
  const startedAt = performance.now()
  const places = await readEnginePlaces(environment)
  const problems: SocketProblem[] = []
  for (const place of places) {
    try {
      return await connectPlace(place, answerWithinMs)
    } catch (error) {
      problems.push(await describeSocketProblem(place.address, error))
    }
  }
  const elapsedS = ((performance.now() - startedAt) / 1000).toFixed(1)
  const named = places.length === 1 ? places[0]?.source : `${places.length} places tried`
  const width = Math.max(...problems.map(({ where }) => where.length))
  throw new DockerError('KIND_DOCKER_UNREACHABLE', {
    what: `no Docker engine answered (${named}, ${elapsedS} s)`,
    seen: problems.map(({ where, reason }) => `${where.padEnd(width)}  ${reason}`),
    do: problems.find(({ remedy }) => remedy)?.remedy ?? 'start the Docker engine, or set DOCKER_HOST to where it listens',
    cause: problems.at(-1)?.error,
  })
}

async function connectPlace(place: EnginePlace, answerWithinMs: number): Promise<Engine> {
  const options = await planConnection(place)
  const { default: DockerodeClass } = await import('dockerode')
  const docker = new DockerodeClass(options)
  await answerInTime(docker.ping(), answerWithinMs)
  return { docker, where: place.address, host: options.host ?? '127.0.0.1' }
}

// The keys left undefined are given all the same: docker-modem fills what is missing from process.env.DOCKER_HOST.
async function planConnection(place: EnginePlace): Promise<Dockerode.DockerOptions & { agent: HttpAgent }> {
  const nothing = { socketPath: undefined, host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined, protocol: 'http' } as const
  const [scheme, rest = ''] = place.address.split('://')
  if (scheme === 'unix' || scheme === 'npipe') {
    return { ...nothing, socketPath: rest || '/var/run/docker.sock', agent: new HttpAgent({ keepAlive: true }) }
  }
  if (scheme === 'ssh') throw new Error('an engine behind ssh:// is not supported: the ports of the cluster would be out of reach')
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https') throw new Error(`"${scheme}://" is not an address of an engine: unix, tcp`)
  const url = new URL(`http://${rest}`)
  const tls = place.tlsDirectory !== undefined || scheme === 'https'
  const port = url.port || (tls ? '2376' : '2375')
  const address = { ...nothing, host: url.hostname, port }
  if (!tls) return { ...address, agent: new HttpAgent({ keepAlive: true }) }
  const read = (file: string): Promise<Buffer> => readFile(join(place.tlsDirectory ?? '.', file))
  const keys = place.tlsDirectory === undefined ? {} : { ca: await read('ca.pem'), cert: await read('cert.pem'), key: await read('key.pem') }
  return { ...address, ...keys, protocol: 'https', agent: new HttpsAgent({ keepAlive: true }) }
}

// A hung engine accepts connections and says nothing.
async function answerInTime(ping: Promise<unknown>, answerWithinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = startTimer(() => reject(new Error(`accepts connections, but did not answer within ${answerWithinMs / 1000} s`)), answerWithinMs)
  })
  await Promise.race([ping, late]).finally(() => clearTimeout(timer))
}

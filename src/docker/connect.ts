// Environment and a signal → an engine that has answered, and stops when the signal fires. Tries the places in order and tells of each why it did not serve.
// dockerode is loaded here, and only here, when the first engine is asked for: it takes 150 ms.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type Dockerode from 'dockerode'
import { DockerError } from '../support/errors.ts'
import { endedEarly } from './ask-engine.ts'
import { bindModem } from './bound-modem.ts'
import { describeSocketProblem, type SocketProblem } from './describe-socket-problem.ts'
import { readEnginePlaces, type EngineEnvironment, type EnginePlace } from './engine-places.ts'
import { checkSshForward, openSshForward } from './ssh/open-ssh-forward.ts'
import { openSshSocket } from './ssh/open-ssh-socket.ts'
import { parseSshAddress, renderForward } from './ssh/ssh-place.ts'
import { readTlsKeys } from './tls-keys.ts'

export type { EngineEnvironment } from './engine-places.ts'
export { readEngineFacts, type EngineFacts } from './engine-facts.ts'

/** An engine that answered, as one caller may use it: until that caller's signal fires. */
export interface Engine {
  /** Only src/docker and tests use this. */
  readonly docker: Dockerode
  /** Ends every request under way, and every stream, at once; no other begins. */
  readonly signal: AbortSignal
  /** `unix:///var/run/docker.sock` */
  readonly where: string
  /** Who named that place: `DOCKER_HOST`, `Docker context "x"`, `the usual places`. */
  readonly source: string
  /** Where ports published by its containers are reached: `127.0.0.1`, or the host of a `tcp://` address. */
  readonly host: string
  /** For DOCKER_HOST of programs that this process starts: `where`, or a socket that stands for an engine behind ssh:// while the process lives. */
  readonly address: string
  /** Of the keys by which it is asked; undefined where none are needed. */
  readonly tlsDirectory: string | undefined
  /** What leads to ports of its host's loopback, where that is not this machine's and ssh goes there. */
  readonly forward: PortForward | undefined
  /** By which Docker's own settings are found. */
  readonly environment: EngineEnvironment
  /** Container id → name, of all that were met: for error texts. */
  readonly names: Map<string, string>
  /** The same engine with another signal in place of this one: a narrower one, or for clean-up one of its own. */
  until(signal: AbortSignal): Engine
}

export interface PortForward {
  /** Whether ports are led through at all. Throws KIND_DOCKER_UNREACHABLE: better before anything is made than after. */
  check(): Promise<void>
  /** A port over there → one of this machine's loopback, while the process lives. Throws KIND_DOCKER_UNREACHABLE. */
  open(port: number): Promise<number>
  /** A command that does the same for whoever has no process of ours: leads `localPort` where it leads now. */
  command(localPort: number): string
}

export interface ConnectOptions {
  /**
   * How long an answer may take, in milliseconds.
   *
   * @default 10_000 for the first, which an idle local engine gives in 1-13 ms; then 60_000 for a look and 180_000 for a change
   */
  readonly answerWithinMs?: number
}

const pingWithinMs = 10_000

/** The same engine, which ends when `signal` fires, too. */
export function narrowEngine(engine: Engine, signal: AbortSignal | undefined): Engine {
  return signal === undefined ? engine : engine.until(AbortSignal.any([engine.signal, signal]))
}

/**
 * Connects to the first place that answers a ping; throws KIND_DOCKER_UNREACHABLE with the reason for each place otherwise, and
 * KIND_TIMED_OUT or KIND_CANCELLED when `signal` fires.
 */
export async function connectEngine(
  environment: EngineEnvironment,
  signal: AbortSignal,
  { answerWithinMs }: ConnectOptions = {},
): Promise<Engine> {
  const startedAt = performance.now()
  const places = await readEnginePlaces(environment)
  const problems: SocketProblem[] = []
  for (const place of places) {
    try {
      return await connectPlace(place, environment, signal, answerWithinMs)
    } catch (error) {
      if (signal.aborted) throw endedEarly(signal, `no Docker engine had answered (${place.source})`, [`asked last: ${place.address}`])
      problems.push(await describeSocketProblem(place, error))
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

async function connectPlace(
  place: EnginePlace,
  environment: EngineEnvironment,
  signal: AbortSignal,
  answerWithinMs: number | undefined,
): Promise<Engine> {
  const route = place.address.startsWith('ssh:')
    ? await planSsh(place, environment)
    : { options: await planConnection(place), address: place.address }
  const { options, address, forward, problem } = route
  const DockerodeClass = (await import('./load-dockerode.ts')).loadDockerode()
  const { modem } = new DockerodeClass(options)
  const bind = (until: AbortSignal, withinMs: number | undefined): Dockerode =>
    new DockerodeClass({ modem: bindModem(modem, until, withinMs) } as Dockerode.DockerOptions)
  const shared = {
    where: place.address,
    source: place.source,
    host: options.host ?? '127.0.0.1',
    address,
    tlsDirectory: place.tlsDirectory,
    forward,
    environment,
    names: new Map<string, string>(),
  }
  const engineUntil = (until: AbortSignal): Engine => ({
    ...shared,
    docker: bind(until, answerWithinMs),
    signal: until,
    until: engineUntil,
  })
  await bind(signal, answerWithinMs ?? pingWithinMs)
    .ping()
    .catch((error: unknown) => {
      throw problem?.() ?? error
    })
  return engineUntil(signal)
}

interface Route {
  readonly options: Dockerode.DockerOptions & { readonly agent: HttpAgent }
  readonly address: string
  readonly forward?: PortForward
  /** Why there was no answer, where what leads to the engine knows. */
  readonly problem?: () => Error | undefined
}

async function planSsh(place: EnginePlace, environment: EngineEnvironment): Promise<Route> {
  const ssh = parseSshAddress(place.address, environment)
  const { address, path, problem } = await openSshSocket(ssh)
  const ports = new Map<number, number>()
  return {
    options: { ...nothing, socketPath: path, agent: keptAgent(place, HttpAgent) },
    address,
    forward: {
      check: () => checkSshForward(ssh),
      async open(port) {
        const localPort = await openSshForward(ssh, port)
        ports.set(localPort, port)
        return localPort
      },
      command: (localPort) => renderForward(ssh, localPort, ports.get(localPort) ?? localPort),
    },
    problem,
  }
}

// One for each place, while the process lives: one for each call would leave an idle socket or more at the engine each time.
const agents = new Map<string, HttpAgent>()

function keptAgent({ address, tlsDirectory = '' }: EnginePlace, Agent: typeof HttpAgent | typeof HttpsAgent): HttpAgent {
  const key = `${address} ${tlsDirectory}`
  const agent = agents.get(key) ?? new Agent({ keepAlive: true })
  agents.set(key, agent)
  return agent
}

// The keys left undefined are given all the same: docker-modem fills what is missing from process.env.DOCKER_HOST.
const nothing = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  protocol: 'http',
} as const

async function planConnection(place: EnginePlace): Promise<Dockerode.DockerOptions & { agent: HttpAgent }> {
  const [scheme, rest = ''] = place.address.split('://')
  if (scheme === 'unix' || scheme === 'npipe') {
    return { ...nothing, socketPath: rest || '/var/run/docker.sock', agent: keptAgent(place, HttpAgent) }
  }
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https')
    throw new Error(`"${scheme}://" is not an address of an engine: unix, tcp, ssh`)
  const url = new URL(`http://${rest}`)
  const tls = place.tlsDirectory !== undefined || scheme === 'https'
  const port = url.port || (tls ? '2376' : '2375')
  // Without the brackets of an address in a URL: Node.js would look that up as a name.
  const address = { ...nothing, host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port }
  if (!tls) return { ...address, agent: keptAgent(place, HttpAgent) }
  return { ...address, ...(await readTlsKeys(place.tlsDirectory)), protocol: 'https', agent: keptAgent(place, HttpsAgent) }
}

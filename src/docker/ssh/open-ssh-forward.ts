// A port of the loopback of a host behind ssh → one of this machine's that leads there, while the process lives.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { DockerError } from '../../support/errors.ts'
import { PlaceError } from '../place-error.ts'
import { explainNoSsh, explainSsh } from './explain-ssh.ts'
import { logIn } from './log-in.ts'
import { patience, sshOptions } from './ssh-options.ts'
import { type SshPlace, renderDestination } from './ssh-place.ts'

// One at which, on most hosts, nobody listens: whether ports are led through shows all the same.
const triedPort = 1

const forwards = new Map<string, Promise<number>>()

/** The same number where it is free here. Throws KIND_DOCKER_UNREACHABLE where ssh cannot, or the server there does not let it. */
export function openSshForward(place: SshPlace, port: number): Promise<number> {
  const key = `${place.address} ${port}`
  const forget = (): void => void forwards.delete(key)
  const opened = forwards.get(key) ?? open(place, port, forget)
  forwards.set(key, opened)
  opened.catch(forget)
  return opened
}

/** Leads to a port, whether anybody listens there or not, and no longer than to see that. Throws as openSshForward does. */
export async function checkSshForward(place: SshPlace): Promise<void> {
  const { child } = await begin(place, triedPort)
  child.kill()
}

async function open(place: SshPlace, port: number, onEnd: () => void): Promise<number> {
  const { child, localPort, ended } = await begin(place, port)
  void ended.then(onEnd)
  // Whoever waits for an answer of the port keeps the process alive, and nothing else.
  child.unref()
  for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as unknown as Socket).unref()
  return localPort
}

interface Begun {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly localPort: number
  readonly ended: Promise<PlaceError>
}

async function begin(place: SshPlace, port: number): Promise<Begun> {
  return logIn(() => beginOnce(place, port)).catch((error: unknown) => {
    throw error instanceof PlaceError ? tell(place, error) : error
  })
}

async function beginOnce(place: SshPlace, port: number): Promise<Begun> {
  const localPort = (await tryPort(port)) ?? (await tryPort(0))!
  // One that others share would go on without us. At the other end cat: it says when all is set up, and ends with its input, and so with us.
  const alone = sshOptions('ControlMaster=no', 'ControlPath=none', 'ExitOnForwardFailure=yes')
  const args = ['-T', ...patience, ...alone, '-L', `127.0.0.1:${localPort}:127.0.0.1:${port}`, ...place.destination, 'cat']
  // In a session of its own, as run-session.ts has it.
  const child = spawn('ssh', args, { env: place.environment, detached: true, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4_000)))
  child.stdin.on('error', () => undefined)
  const ended = new Promise<PlaceError>((resolve) => {
    child.once('error', (error) => resolve(explainNoSsh(error)))
    child.once('close', (exitCode) => resolve(explainSsh(place, { words, exitCode })))
  })
  const problem = await Promise.race([ended, tryOut(child, localPort).then(() => findRefusal(words))])
  if (problem) {
    child.kill()
    throw problem
  }
  return { child, localPort, ended }
}

/**
 * Until what the server thinks of a connection through the port is known: it answers in the order in which it is asked, so its refusal comes before
 * the echo of what was written after.
 */
async function tryOut({ stdin, stdout }: ChildProcessByStdio<Writable, Readable, Readable>, localPort: number): Promise<void> {
  const echo = async (): Promise<void> => {
    stdin.write('\n')
    await once(stdout, 'data')
  }
  await echo()
  const socket = connect(localPort, '127.0.0.1')
  await once(socket, 'connect').catch(() => undefined)
  socket.on('error', () => undefined)
  // ssh may take the first one up before the connection.
  for (let count = 0; count < 3; count++) await echo()
  socket.destroy()
}

function findRefusal(words: string): PlaceError | undefined {
  const refusal = /^.*open failed: (administratively prohibited|unknown channel type).*$/m.exec(words)?.[0]
  return refusal === undefined
    ? undefined
    : new PlaceError(
        `its ssh server forwards no ports: ${refusal.trim()}`,
        'set AllowTcpForwarding yes in its sshd_config; or networking.apiServerAddress to an address of that host which is reached from here',
      )
}

function tell(place: SshPlace, problem: PlaceError): DockerError {
  return new DockerError('KIND_DOCKER_UNREACHABLE', {
    what: `nothing that is published on the host behind ${place.address} can be reached through ssh`,
    seen: [problem.message],
    do: problem.remedy ?? `\`ssh ${renderDestination(place)}\` must work, and ask nothing`,
    cause: problem,
  })
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: taken } = server.address() as AddressInfo
      server.close(() => resolve(taken))
    })
  })
}

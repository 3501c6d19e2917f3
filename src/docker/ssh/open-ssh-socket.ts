// An engine behind ssh:// → a socket of this machine that stands for it: each connection there is one to the engine, by Docker's own way in,
// `docker system dial-stdio` at the other end of ssh. As the docker program reaches it: with ~/.ssh/config, its known hosts and its agent.
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { describeError } from '../../support/errors.ts'
import { PlaceError } from '../place-error.ts'
import { explainNoSsh, explainSsh, isRefusedSession } from './explain-ssh.ts'
import { runSession } from './run-session.ts'
import { freshSocket, openSshFolder } from './ssh-folder.ts'
import { shareConnections } from './share-connection.ts'
import { dialCommand, type SshPlace } from './ssh-place.ts'

export interface SshSocket {
  /** For DOCKER_HOST: also other programs that this process starts find the engine there. */
  readonly address: string
  readonly path: string
  /** Why the last connection did not come to anything; undefined where one did. */
  problem(): PlaceError | undefined
}

// A new connection has room for one; those before it may be full, and other sessions of this process find that out at the same time.
const triedConnections = 10

// One for each place, while the process lives.
const sockets = new Map<string, Promise<SshSocket>>()

/** Nothing of it keeps the process alive: whoever waits for an answer does that. */
export function openSshSocket(place: SshPlace): Promise<SshSocket> {
  const opened = sockets.get(place.address) ?? listen(place)
  sockets.set(place.address, opened)
  opened.catch(() => sockets.delete(place.address))
  return opened
}

async function listen(place: SshPlace): Promise<SshSocket> {
  const folder = await openSshFolder()
  const path = await choosePath(folder)
  const beginSession = await shareConnections(place, folder)
  let problem: PlaceError | undefined
  const lead = async (socket: Socket): Promise<void> => {
    let given: readonly Buffer[] = []
    for (let count = 1; ; count++) {
      const { options, shared, end } = await beginSession()
      const args = ['-T', ...options, ...place.destination, ...dialCommand(place)]
      const outcome = await runSession(socket, args, place.environment, given)
      const refused = shared && isRefusedSession(outcome)
      end({ refused })
      if (refused && outcome.given && count < triedConnections) {
        given = outcome.given
        continue
      }
      if (!outcome.answered && !outcome.givenUp) throw outcome.error ? explainNoSsh(outcome.error) : explainSsh(place, outcome)
      problem = undefined
      return
    }
  }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    socket.unref().on('error', () => undefined)
    lead(socket)
      .catch((error: unknown) => (problem = error instanceof PlaceError ? error : new PlaceError(describeError(error))))
      // What else comes from there has nobody to read it.
      .finally(() => socket.resume().end())
  })
  server.listen(path)
  await once(server, 'listening')
  server.unref()
  process.once('exit', () => rmSync(path, { force: true }))
  return {
    address: process.platform === 'win32' ? `npipe://${path.replaceAll('\\', '/')}` : `unix://${path}`,
    path,
    problem: () => problem,
  }
}

async function choosePath(folder: string | undefined): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\vitest-kind-ssh-${process.pid}-${Date.now()}`
  if (folder !== undefined) return freshSocket(folder)
  throw new PlaceError(
    `ssh:// needs a folder for sockets that is yours alone, and vitest-kind-ssh-${process.getuid?.() ?? 'user'} among the temporary files is not`,
    'remove that folder, or set TMPDIR',
  )
}

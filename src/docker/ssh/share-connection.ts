// A place behind ssh → connections that many sessions share: logging in takes tenths of a second, and servers refuse many that do so at once.
import { execFile, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { hashData } from '../../support/hash.ts'
import { explainNoSsh, explainSsh } from './explain-ssh.ts'
import { logIn } from './log-in.ts'
import { removeIfDead } from './ssh-folder.ts'
import { patience, sshOptions } from './ssh-options.ts'
import type { SshPlace } from './ssh-place.ts'

// A server gives ten sessions to one connection (sshd's MaxSessions); some are left for other processes.
const sessionsEach = 8
// How long one outlives its last session: the next command of the same minute finds it, and after a run, also a killed one, it goes by itself.
const persistS = 10
// Where the server gives no more sessions to a connection, ssh would log in for each, and as many at once are refused (sshd's MaxStartups).
// So it is led nowhere then, and says so.
const sharedOrNone = sshOptions('ControlMaster=no', 'ProxyCommand=false')

export interface Session {
  /** For ssh. */
  readonly options: readonly string[]
  /** Whether it is on a connection that others share, which may have no room left. */
  readonly shared: boolean
  /** To be called when it has ended. `refused`: there was no room. */
  readonly end: (how?: { readonly refused: boolean }) => void
}

interface Connection {
  readonly socket: string
  open: number
  room: number
}

/** Gives what begins a session; that throws PlaceError where nobody could log in. */
export async function shareConnections(place: SshPlace, folder: string | undefined): Promise<() => Promise<Session>> {
  const alone: Session = { options: patience, shared: false, end: () => undefined }
  // Windows' ssh cannot; where the user's own configuration shares connections, it is to stay the one that they have logged in to.
  if (folder === undefined || process.platform === 'win32' || (await sharesByItself(place))) return async () => alone
  const connections: Connection[] = []
  const opening = new Map<string, Promise<void>>()
  const looked = new Set<string>()
  const addConnection = (): Connection => {
    // The first one is every process's, so that a short one finds it; what one process wants beside it nobody else fills.
    const whose = connections.length === 0 ? '0' : `${process.pid}-${connections.length}`
    const added = { socket: join(folder, `${hashData(place.address).slice(0, 8)}-${whose}`), open: 0, room: sessionsEach }
    connections.push(added)
    return added
  }
  return async () => {
    const connection = connections.find(({ open, room }) => open < room) ?? addConnection()
    const { socket } = connection
    connection.open++
    const end: Session['end'] = ({ refused } = { refused: false }) => {
      connection.open--
      if (refused) connection.room = Math.min(connection.room, connection.open)
    }
    try {
      // Once: who was killed has left it there, and every session would be refused.
      if (!looked.has(socket)) await removeIfDead(socket)
      looked.add(socket)
      const begun = opening.get(socket) ?? openConnection(place, socket).finally(() => opening.delete(socket))
      opening.set(socket, begun)
      await begun
      return { options: [...patience, ...sharedOrNone, ...sshOptions(`ControlPath=${socket}`)], shared: true, end }
    } catch (error) {
      end()
      throw error
    }
  }
}

async function sharesByItself({ destination, environment }: SshPlace): Promise<boolean> {
  const asked = promisify(execFile)('ssh', ['-G', ...destination], { env: environment, windowsHide: true })
  const { stdout } = await asked.catch(() => ({ stdout: '' }))
  return /^controlpath (?!none$)/m.test(stdout)
}

/** One in the background, which belongs to no process: returns when it has logged in, or is there already. */
async function openConnection(place: SshPlace, socket: string): Promise<void> {
  if (await stat(socket).catch(() => undefined)) return
  await logIn(() => openInBackground(place, socket))
}

async function openInBackground(place: SshPlace, socket: string): Promise<void> {
  const options = [...patience, ...sshOptions('ControlMaster=auto', `ControlPath=${socket}`, `ControlPersist=${persistS}`)]
  const child = spawn('ssh', ['-f', '-N', ...options, ...place.destination], {
    cwd: '/',
    env: place.environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(explainNoSsh(error)))
    child.once('exit', (exitCode) => {
      if (exitCode === 0) resolve()
    })
    child.once('close', (exitCode) => reject(explainSsh(place, { words, exitCode })))
  })
  // What is in the background has it, too.
  child.stderr.destroy()
}

// A failed connection → its reason in a person's words, with who owns the socket when it is a matter of permission.
// Only looks at the file system; changes nothing.
import { readFile, stat } from 'node:fs/promises'
import { describeError } from '../support/errors.ts'
import { daemonMessage, statusOf } from './ask-engine.ts'
import type { EnginePlace } from './engine-places.ts'
import { PlaceError } from './place-error.ts'
import { explainTls } from './tls-keys.ts'

export interface SocketProblem {
  /** The socket's path, or the address when it is not a socket. */
  readonly where: string
  readonly reason: string
  /** What the owner of the host can do, when the reason tells. */
  readonly remedy: string | undefined
  readonly error: unknown
}

/** Explains why nothing answered at a place. */
export async function describeSocketProblem(
  { address, tlsDirectory }: Pick<EnginePlace, 'address' | 'tlsDirectory'>,
  error: unknown,
): Promise<SocketProblem> {
  // Not with a password that somebody has put there.
  const where = address.replace(/^(?:unix|npipe):\/\//, '').replace(/(:\/\/[^/@:]*:)[^/@]*@/, '$1…@')
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const problem = (reason: string, remedy?: string): SocketProblem => ({ where, reason, remedy, error })
  const told = error instanceof PlaceError ? error : explainTls(error, tlsDirectory)
  if (told) return problem(told.message, told.remedy)
  switch (code) {
    case 'ENOENT':
      return problem('no such file')
    case 'ECONNREFUSED':
      return problem(
        'nobody listens there',
        where === '/var/run/docker.sock' ? 'sudo systemctl start docker, or set DOCKER_HOST' : undefined,
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return problem('no such host')
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return problem('the host does not answer', 'what is between must let through to it: a VPN, a firewall?')
    case 'EACCES':
    case 'EPERM':
      return describePermission(where, problem)
    default: {
      const status = statusOf(error)
      return problem(status === undefined ? describeError(error) : `answers with ${status}: ${daemonMessage(error)}`)
    }
  }
}

async function describePermission(path: string, problem: (reason: string, remedy?: string) => SocketProblem): Promise<SocketProblem> {
  const you = `you are uid ${process.getuid?.() ?? 'unknown'}`
  const facts = await stat(path).catch(() => undefined)
  if (facts === undefined) return problem(`permission denied on a folder above it, ${you}`, 'set DOCKER_HOST to a socket you may use')
  const owner = await readName('/etc/passwd', facts.uid)
  const group = await readName('/etc/group', facts.gid)
  const reason = `permission denied: owner ${owner}:${group}, mode ${(facts.mode & 0o777).toString(8).padStart(3, '0')}, ${you}`
  // Joining a group helps only where the group may write, and nobody should join group root.
  const joinable = (facts.mode & 0o060) === 0o060 && facts.gid !== 0
  return problem(
    reason,
    joinable ? `sudo usermod -aG ${group} $USER, log in again; or set DOCKER_HOST` : 'set DOCKER_HOST to a socket you may use',
  )
}

// Both files hold name:password:number:… lines; users of a directory service are not in them and stay numbers.
async function readName(file: string, id: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const entry = text
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === String(id))
  return entry?.[0] ?? String(id)
}

// An address such as ssh://me@host:22 → the words of the ssh program that lead there. Pure.
import type { EngineEnvironment } from '../engine-places.ts'
import { PlaceError } from '../place-error.ts'

export interface SshPlace {
  /** As in DOCKER_HOST. */
  readonly address: string
  /** What ssh is told of where to go: a port, a user, and at last the host, which may be a name of ~/.ssh/config. */
  readonly destination: readonly string[]
  /** The engine's socket there; empty: as that user's own docker program finds it. */
  readonly socketPath: string
  /** Of the ssh program. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Throws PlaceError for an address that cannot be meant. */
export function parseSshAddress(address: string, { PATH, HOME, USER, SSH_AUTH_SOCK, KRB5CCNAME }: EngineEnvironment = {}): SshPlace {
  const [, user, password, bracketed, plain, port, socketPath = ''] =
    /^ssh:\/\/(?:([^/@:]*)(:[^/@]*)?@)?(?:\[([^\]]+)\]|([^/:@?#]+))(?::(\d+))?(\/[^?#]*)?$/.exec(address) ?? []
  const host = bracketed ?? plain
  if (password !== undefined)
    throw new PlaceError(
      'it holds a password, which ssh takes from nobody',
      'leave it out, and let ssh log in with a key: ssh-copy-id user@host',
    )
  if (host === undefined)
    throw new PlaceError('it is not ssh://[user@]host[:port][/path of the socket]', 'set DOCKER_HOST to ssh://user@host')
  const destination = [...(port === undefined ? [] : ['-p', port]), ...(user ? ['-l', decodeURIComponent(user)] : []), '--', host]
  return {
    address,
    destination,
    socketPath: socketPath === '/' ? '' : socketPath,
    // In the language in which its words are read.
    environment: { PATH, HOME, USER, SSH_AUTH_SOCK, KRB5CCNAME, LC_ALL: 'C' },
  }
}

/** Docker's own way in: a program over there that speaks with the engine over its input and output. */
export function dialCommand({ socketPath }: SshPlace): string[] {
  return ['docker', ...(socketPath === '' ? [] : ['--host', `unix://${socketPath}`]), 'system', 'dial-stdio']
}

/** For a person: what they type to get there. */
export function renderDestination({ destination }: SshPlace): string {
  return destination.filter((word) => word !== '--').join(' ')
}

/** A port of this machine's loopback that leads to one of the other's, as long as the command runs. */
export function renderForward(place: SshPlace, localPort: number, port: number): string {
  return `ssh -N -L ${localPort}:127.0.0.1:${port} ${renderDestination(place)}`
}

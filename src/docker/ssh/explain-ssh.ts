// What ssh, or the docker program behind it, has said before it ended → why no engine was reached, and what to do. Pure.
import { PlaceError } from '../place-error.ts'
import { renderDestination, type SshPlace } from './ssh-place.ts'

export interface SshEnd {
  /** What was said on stderr. */
  readonly words: string
  /** 255 is ssh's own; null where a signal ended it. */
  readonly exitCode: number | null
}

/** The server has ended the connection before anybody could say who they are: it may take the next one. */
export class SshBusyError extends PlaceError {}

interface Rule {
  readonly says: RegExp
  readonly reason: string
  /** Nobody was asked anything yet. */
  readonly busy?: true
  /** `words`: what was said. */
  readonly remedy: (destination: string, words: string) => string
}

// In OpenSSH's words since 6.5, and those of docker since 18.09. The first that fits.
const rules: readonly Rule[] = [
  {
    says: /REMOTE HOST IDENTIFICATION HAS CHANGED|host key .*has changed/i,
    reason: 'its host key is another than the known one',
    remedy: (_, words) =>
      `where the host was made anew: ${/ssh-keygen .*-R .*/.exec(words)?.[0] ?? 'ssh-keygen -R its name'}; else somebody stands between`,
  },
  {
    says: /Host key verification failed|No .* host key is known/,
    reason: 'its host key is not known here',
    remedy: (destination) => `compare and accept its key once: ssh ${destination}`,
  },
  {
    says: /Permission denied \(|Too many authentication failures|no mutual signature/,
    reason: 'it takes none of the keys that ssh has',
    remedy: (destination) =>
      `ssh-copy-id ${destination}, or ssh-add the key that it knows; \`ssh ${destination} docker version\` must ask nothing`,
  },
  {
    says: /Could not resolve hostname/,
    reason: 'no address is known for that name',
    remedy: () => 'correct the name in DOCKER_HOST or in the Docker context, or give it a HostName in ~/.ssh/config',
  },
  {
    says: /Connection refused/,
    reason: 'no ssh server listens there',
    remedy: (destination) => `start it, or name its port: ssh://user@host:port; \`ssh ${destination}\` tries it`,
  },
  {
    says: /timed out|No route to host|Network is unreachable/,
    reason: 'the host does not answer',
    remedy: (destination) => `\`ssh ${destination}\` must get there: a VPN, a firewall, a ProxyJump in ~/.ssh/config?`,
  },
  {
    says: /exchange_identification: .*(reset|closed) by/,
    reason: 'its ssh server ends connections before anybody can log in',
    busy: true,
    remedy: (destination) => `\`ssh ${destination}\` must get in: too many at once (MaxStartups in its sshd_config), or a firewall?`,
  },
  {
    says: /docker: (command )?not found|docker: No such file|exec: docker|'docker' is not recognized|command not found: docker/i,
    reason: 'there is no docker program on its PATH',
    remedy: (destination) => `install Docker there; \`ssh ${destination} docker version\` must find it`,
  },
  {
    says: /dial-stdio.* is not a docker command|unknown command.*dial-stdio/i,
    reason: 'its docker program is older than 18.09',
    remedy: () => 'update Docker there',
  },
  {
    says: /permission denied while trying to connect|dial unix .*: permission denied/i,
    reason: 'that user may not use the engine there',
    remedy: (destination) => `ssh -t ${destination} 'sudo usermod -aG docker $USER'`,
  },
  {
    says: /Cannot connect to the Docker daemon|Is the docker daemon running|dial unix .*: connect: (no such file|connection refused)/i,
    reason: 'no engine answers there',
    remedy: (destination) => `ssh -t ${destination} sudo systemctl start docker`,
  },
]

export function explainSsh(place: SshPlace, { words, exitCode }: SshEnd): PlaceError {
  const destination = renderDestination(place)
  const lines = words
    .split('\n')
    .map((line) => line.replaceAll(/^@+ *| *@+\s*$|\r/g, '').trim())
    .filter((line) => line !== '' && !line.startsWith('Warning: Permanently added'))
  const rule = rules.find(({ says }) => says.test(words))
  const said = (rule && lines.find((line) => rule.says.test(line))) ?? lines.at(-1)
  const reason = rule?.reason ?? `ssh ended with ${exitCode ?? 'a signal'}`
  const remedy = rule?.remedy(destination, words) ?? `\`ssh ${destination} docker version\` must work, and ask nothing`
  return new (rule?.busy ? SshBusyError : PlaceError)(said === undefined ? reason : `${reason}: ${said}`, remedy)
}

/** Whether a session that was to be on a shared connection got none there, and so nothing of it was sent. In OpenSSH's words, of a proxy that leads nowhere. */
export function isRefusedSession({ words, exitCode }: SshEnd): boolean {
  return exitCode === 255 && /exchange_identification|UNKNOWN port/.test(words)
}

/** Of a machine without the program. */
export function explainNoSsh(error: Error): PlaceError {
  const isAbsent = 'code' in error && error.code === 'ENOENT'
  return isAbsent
    ? new PlaceError(
        'there is no ssh program on this machine',
        "install OpenSSH's client, or set DOCKER_HOST to another address of the engine",
      )
    : new PlaceError(`ssh could not be started: ${error.message}`, undefined)
}

// Keys and configurations of Debian's ssh server and its callers, of a test's own: nothing in anybody's ~/.ssh is read or written.
import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Servers: one that lets do all, one that leads no ports through, one without a docker program. */
export const sshHosts = ['there', 'narrow', 'bare'] as const

const firstPort = 2222
const extra: Readonly<Record<(typeof sshHosts)[number], string>> = {
  there: '',
  narrow: 'AllowTcpForwarding no',
  bare: 'ForceCommand PATH=/nowhere; eval "$SSH_ORIGINAL_COMMAND"',
}

/** `bin/ssh` in the folder is the host's own with these configurations; names beside those of the servers: `keyless`, `unmet`, `silent`. */
export async function writeSshFiles(folder: string): Promise<void> {
  const makeKey = async (name: string): Promise<string> => {
    await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)])
    return readFile(join(folder, `${name}.pub`), 'utf8')
  }
  const [hostKey, key] = [await makeKey('host_key'), await makeKey('key')]
  await makeKey('other_key')
  await writeFile(join(folder, 'authorized_keys'), key)
  const known = sshHosts.map((_, index) => `[127.0.0.1]:${firstPort + index} ${hostKey}`)
  await writeFile(join(folder, 'known_hosts'), known.join(''))
  const entries = sshHosts.map((host, index) => renderCaller(folder, host, firstPort + index))
  await writeFile(
    join(folder, 'ssh_config'),
    [
      ...entries,
      renderCaller(folder, 'keyless', firstPort, { key: 'other_key' }),
      renderCaller(folder, 'unmet', firstPort, { known: 'none' }),
      renderCaller(folder, 'silent', 1),
    ].join(''),
  )
  for (const [index, host] of sshHosts.entries())
    await writeFile(join(folder, `sshd_${host}`), renderServer(folder, firstPort + index, extra[host]))
  await mkdir(join(folder, 'bin'))
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v ssh'])
  await writeFile(join(folder, 'bin/ssh'), `#!/bin/sh\nexec ${stdout.trim()} -F ${join(folder, 'ssh_config')} "$@"\n`)
  await chmod(join(folder, 'bin/ssh'), 0o755)
}

function renderServer(folder: string, port: number, more: string): string {
  return `ListenAddress 127.0.0.1
Port ${port}
HostKey ${join(folder, 'host_key')}
AuthorizedKeysFile ${join(folder, 'authorized_keys')}
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM no
StrictModes no
PidFile none
${more}
`
}

function renderCaller(folder: string, host: string, port: number, { key = 'key', known = 'known_hosts' } = {}): string {
  return `Host ${host}
  HostName 127.0.0.1
  Port ${port}
  User root
  IdentityFile ${join(folder, key)}
  IdentitiesOnly yes
  UserKnownHostsFile ${join(folder, known)}
  GlobalKnownHostsFile /dev/null
`
}

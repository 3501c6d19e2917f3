// In the words of OpenSSH 9.2 and docker 28.2, as they came from each of these.
import { expect, test } from 'vitest'
import { explainSsh } from '../../../../src/docker/ssh/explain-ssh.ts'
import { parseSshAddress } from '../../../../src/docker/ssh/ssh-place.ts'

const place = parseSshAddress('ssh://me@there:2222')

test.each([
  [
    'no key that it knows',
    255,
    'me@127.0.0.1: Permission denied (publickey).',
    'it takes none of the keys that ssh has: me@127.0.0.1: Permission denied (publickey).',
    'ssh-copy-id -p 2222 -l me there, or ssh-add the key that it knows; `ssh -p 2222 -l me there docker version` must ask nothing',
  ],
  [
    'a host that was never met',
    255,
    'Host key verification failed.',
    'its host key is not known here: Host key verification failed.',
    'compare and accept its key once: ssh -p 2222 -l me there',
  ],
  [
    'a host that is another one',
    255,
    '@@@@@@@@@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n@@@@@@@@@@@@@\r\nOffending ED25519 key in known_hosts:1\r\n  remove with:\r\n  ssh-keygen -f "known_hosts" -R "[127.0.0.1]:2222"\r\nHost key verification failed.',
    'its host key is another than the known one: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!',
    'where the host was made anew: ssh-keygen -f "known_hosts" -R "[127.0.0.1]:2222"; else somebody stands between',
  ],
  [
    'a name that is none',
    255,
    'ssh: Could not resolve hostname there: Name or service not known',
    'no address is known for that name: ssh: Could not resolve hostname there: Name or service not known',
    'correct the name in DOCKER_HOST or in the Docker context, or give it a HostName in ~/.ssh/config',
  ],
  [
    'no server',
    255,
    'ssh: connect to host there port 2222: Connection refused',
    'no ssh server listens there: ssh: connect to host there port 2222: Connection refused',
    'start it, or name its port: ssh://user@host:port; `ssh -p 2222 -l me there` tries it',
  ],
  [
    'no way there',
    255,
    'ssh: connect to host there port 2222: Connection timed out',
    'the host does not answer: ssh: connect to host there port 2222: Connection timed out',
    '`ssh -p 2222 -l me there` must get there: a VPN, a firewall, a ProxyJump in ~/.ssh/config?',
  ],
  [
    'no docker there',
    127,
    'bash: line 1: docker: command not found',
    'there is no docker program on its PATH: bash: line 1: docker: command not found',
    'install Docker there; `ssh -p 2222 -l me there docker version` must find it',
  ],
  [
    'a docker of before',
    125,
    'docker: unknown command: docker system dial-stdio',
    'its docker program is older than 18.09: docker: unknown command: docker system dial-stdio',
    'update Docker there',
  ],
  [
    'a user who may not',
    1,
    'failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: permission denied',
    'that user may not use the engine there: failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: permission denied',
    "ssh -t -p 2222 -l me there 'sudo usermod -aG docker $USER'",
  ],
  [
    'no engine there',
    1,
    'failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: no such file or directory',
    'no engine answers there: failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: no such file or directory',
    'ssh -t -p 2222 -l me there sudo systemctl start docker',
  ],
  [
    'a server with too many at its door',
    255,
    'kex_exchange_identification: read: Connection reset by peer\r\nConnection reset by 127.0.0.1 port 2222\r\n',
    'its ssh server ends connections before anybody can log in: kex_exchange_identification: read: Connection reset by peer',
    '`ssh -p 2222 -l me there` must get in: too many at once (MaxStartups in its sshd_config), or a firewall?',
  ],
  [
    'something else',
    255,
    'Warning: Permanently added there\nssh_dispatch_run_fatal: Connection to 127.0.0.1 port 2222: incorrect signature\n',
    'ssh ended with 255: ssh_dispatch_run_fatal: Connection to 127.0.0.1 port 2222: incorrect signature',
    '`ssh -p 2222 -l me there docker version` must work, and ask nothing',
  ],
])('%s', (_, exitCode, words, reason, remedy) => {
  const error = explainSsh(place, { words, exitCode })
  expect(error.message).toBe(reason)
  expect(error.remedy).toBe(remedy)
})

test.each([
  ['ssh://there', ['--', 'there'], ''],
  ['ssh://me@there:2222', ['-p', '2222', '-l', 'me', '--', 'there'], ''],
  ['ssh://[fe80::1]/', ['--', 'fe80::1'], ''],
  ['ssh://-oProxyCommand=x', ['--', '-oProxyCommand=x'], ''],
  ['ssh://there/run/user/1000/docker.sock', ['--', 'there'], '/run/user/1000/docker.sock'],
])('%s is where ssh is sent', (address, destination, socketPath) => {
  expect(parseSshAddress(address)).toMatchObject({ address, destination, socketPath })
})

test('an address with a password, or without a host, is refused', () => {
  expect(() => parseSshAddress('ssh://me:secret@there')).toThrow('it holds a password, which ssh takes from nobody')
  expect(() => parseSshAddress('ssh://')).toThrow('it is not ssh://[user@]host[:port][/path of the socket]')
})

// An engine behind ssh, with a program in ssh's place that leads to one of this machine. `npm run test:engines` has the real server.
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readEnvironment } from '../../../../src/config/env.ts'
import { connectEngine } from '../../../../src/docker/connect.ts'
import { startFakeEngine } from '../../../support/fake-engine.ts'
import { runScript } from '../../../support/run-script.ts'

/** Puts a program of that name first on the PATH; what it was called with is in the file. */
async function standInForSsh(script: string): Promise<{ readonly calls: () => Promise<string[]> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ssh-stand-in-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'ssh'), `#!/bin/sh\necho "$*" >> ${folder}/calls\n${script}\n`)
  await chmod(join(folder, 'ssh'), 0o755)
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  return { calls: async () => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n') }
}

/** Leads to a socket as `docker system dial-stdio` does; a shared connection is not there. */
const dial = (socketPath: string): string => `case "$*" in
  *dial-stdio) exec '${process.execPath}' -e "const s = require('net').connect('${socketPath}'); process.stdin.pipe(s).pipe(process.stdout)" ;;
esac`

const told = (host: string): Promise<string> =>
  connectEngine({ PATH: process.env['PATH'], DOCKER_HOST: host }, new AbortController().signal).then(
    () => expect.unreachable(),
    ({ message }: Error) => message.replace(/\d+\.\d s\)/, '<n> s)'),
  )

test("an engine is asked through docker's own way in, and other programs find it at a socket of this machine", async () => {
  await using fake = await startFakeEngine({ 'GET /info': [{ body: { ServerVersion: '29.0.0' } }] })
  const { calls } = await standInForSsh(dial(fake.socketPath))
  const engine = await connectEngine({ PATH: process.env['PATH'], DOCKER_HOST: 'ssh://me@there:2222' }, new AbortController().signal)
  expect(await engine.docker.info()).toMatchObject({ ServerVersion: '29.0.0' })
  expect(engine).toMatchObject({
    where: 'ssh://me@there:2222',
    host: '127.0.0.1',
    address: expect.stringMatching(/^unix:.*\/engine-/) as string,
  })
  const other = await connectEngine({ DOCKER_HOST: engine.address }, new AbortController().signal)
  expect(await other.docker.info()).toMatchObject({ ServerVersion: '29.0.0' })
  const asked = (await calls()).filter((call) => call.endsWith('-p 2222 -l me -- there docker system dial-stdio'))
  expect(asked[0]).toContain('BatchMode=yes')
  expect(engine.forward!.command(20_001)).toBe('ssh -N -L 20001:127.0.0.1:20001 -p 2222 -l me there')
})

test('a process that has asked an engine behind ssh ends by itself, and leaves no socket', async () => {
  await using fake = await startFakeEngine({})
  await standInForSsh(dial(fake.socketPath))
  const { stdout } = await runScript(
    `import { connectEngine } from './src/docker/connect.ts'; import { existsSync } from 'node:fs'
     const { address } = await connectEngine({ PATH: process.env.PATH, DOCKER_HOST: 'ssh://there' }, new AbortController().signal)
     console.log(existsSync(address.slice(7)), address.slice(7))`,
  )
  const [there, path] = stdout.trim().split(' ')
  expect(there).toBe('true')
  await expect(readFile(path!)).rejects.toThrow('ENOENT')
})

test('a request for which a shared connection has no room goes by another one, whole and once', async () => {
  const made: string[] = []
  await using fake = await startFakeEngine({
    'POST /volumes/create': [
      async (request, response) => {
        made.push(await text(request))
        response.end('{}')
      },
    ],
  })
  // As sshd with MaxSessions 1, in the words of OpenSSH 9.2.
  const { calls } = await standInForSsh(`
    case "$*" in *-0' -- full docker system dial-stdio') mkdir "$(dirname "$0")/taken" 2>/dev/null || {
      printf 'mux_client_request_session: session request failed: Session open refused by peer\\r\\n' >&2
      printf 'kex_exchange_identification: Connection closed by remote host\\r\\nConnection closed by UNKNOWN port 65535\\r\\n' >&2
      exit 255
    } ;; esac
    ${dial(fake.socketPath)}`)
  const { docker } = await connectEngine({ PATH: process.env['PATH'], DOCKER_HOST: 'ssh://full' }, new AbortController().signal)
  const names = ['a', 'b', 'c']
  await Promise.all(names.map((Name) => docker.createVolume({ Name })))
  expect(made.toSorted()).toEqual(names.map((Name) => JSON.stringify({ Name })))
  const ways = (await calls()).flatMap((call) => /ControlPath=\S+?-([\d-]+) -- full docker/.exec(call)?.[1] ?? [])
  expect(new Set(ways)).toEqual(new Set(['0', `${process.pid}-1`]))
})

test('a server that turns a login away is asked again', async () => {
  await using fake = await startFakeEngine({})
  const { calls } = await standInForSsh(`
    case "$*" in "-f "*) [ "$(grep -c '^-f ' "$(dirname "$0")/calls")" -gt 2 ] || {
      echo 'kex_exchange_identification: read: Connection reset by peer' >&2
      exit 255
    } ;; esac
    ${dial(fake.socketPath)}`)
  await connectEngine({ PATH: process.env['PATH'], DOCKER_HOST: 'ssh://busy' }, new AbortController().signal)
  expect((await calls()).filter((call) => call.startsWith('-f '))).toHaveLength(3)
})

test('what ssh says when it gets nowhere is told, with what to do', async () => {
  await standInForSsh(`case "$*" in *" -G "*|"-G "*) exit 0 ;; esac
    echo 'me@there: Permission denied (publickey).' >&2; exit 255`)
  expect(await told('ssh://me@there')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   ssh://me@there  it takes none of the keys that ssh has: me@there: Permission denied (publickey).
      do     ssh-copy-id -l me there, or ssh-add the key that it knows; \`ssh -l me there docker version\` must ask nothing"
  `)
  await standInForSsh(`case "$*" in *dial-stdio) echo 'bash: line 1: docker: command not found' >&2; exit 127 ;; esac`)
  expect(await told('ssh://bare')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   ssh://bare  there is no docker program on its PATH: bash: line 1: docker: command not found
      do     install Docker there; \`ssh bare docker version\` must find it"
  `)
})

test('a machine without ssh is told so', async () => {
  vi.stubEnv('PATH', '/nowhere')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await told('ssh://without')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   ssh://without  there is no ssh program on this machine
      do     install OpenSSH's client, or set DOCKER_HOST to another address of the engine"
  `)
})

test('a process without an environment gets there too: what outlives a run has none', async () => {
  await using fake = await startFakeEngine({})
  await standInForSsh(dial(fake.socketPath))
  const environment = JSON.stringify({ ...readEnvironment(process.env).engine, DOCKER_HOST: 'ssh://late' })
  const script = `import { connectEngine } from ${JSON.stringify(new URL('../../../../src/docker/connect.ts', import.meta.url).pathname)}
    const { where } = await connectEngine(${environment}, new AbortController().signal); console.log(where)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env: {} })
  expect(stdout).toBe('ssh://late\n')
})

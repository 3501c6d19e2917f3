import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, test as base, vi } from 'vitest'
import { readCredentials } from '../../../../src/docker/images/credentials.ts'

const test = base.extend('directory', async ({ task }, { onCleanup }) => {
  const directory = await mkdtemp(join(tmpdir(), `credentials-${task.id}-`))
  onCleanup(() => rm(directory, { recursive: true, force: true }))
  return directory
})

const never = new AbortController().signal
const basic = (name: string, password: string): string => Buffer.from(`${name}:${password}`).toString('base64')
const ask = async (config: unknown, registry: string): Promise<unknown> =>
  (await readCredentials(registry, { DOCKER_AUTH_CONFIG: JSON.stringify(config) }, never)).auth
const mine = { username: 'me', password: 'sample' }
const hub = 'https://index.docker.io/v1/'

test.for([
  ['a host', { auths: { 'ghcr.io': { auth: basic('me', 'sample') } } }, 'ghcr.io', { ...mine, serveraddress: 'ghcr.io' }],
  ['an address', { auths: { 'https://ghcr.io/v2/': { auth: basic('me', 'sample') } } }, 'ghcr.io', { ...mine, serveraddress: 'ghcr.io' }],
  [
    'a port',
    { auths: { 'localhost:5000': { auth: basic('me', 'sample') } } },
    'localhost:5000',
    { ...mine, serveraddress: 'localhost:5000' },
  ],
  ["Docker's own hub", { auths: { [hub]: { auth: basic('me', 'sample') } } }, 'docker.io', { ...mine, serveraddress: hub }],
  [
    'a colon in the password',
    { auths: { 'ghcr.io': { auth: basic('me', 'a:b') } } },
    'ghcr.io',
    { username: 'me', password: 'a:b', serveraddress: 'ghcr.io' },
  ],
  ['name and password in clear', { auths: { 'ghcr.io': mine } }, 'ghcr.io', { ...mine, serveraddress: 'ghcr.io' }],
  [
    'a token',
    { auths: { 'ghcr.io': { auth: basic('x', ''), identitytoken: 't' } } },
    'ghcr.io',
    { identitytoken: 't', serveraddress: 'ghcr.io' },
  ],
  ['another registry', { auths: { 'ghcr.io': { auth: basic('me', 'sample') } } }, 'quay.io', undefined],
  ['another port', { auths: { 'localhost:5000': { auth: basic('me', 'sample') } } }, 'localhost:5001', undefined],
  ['a host that only begins alike', { auths: { 'ghcr.io': { auth: basic('me', 'sample') } } }, 'ghcr.io.example', undefined],
  ['an entry that is empty, as docker logout leaves it', { auths: { 'ghcr.io': {} } }, 'ghcr.io', undefined],
  ['nothing', {}, 'ghcr.io', undefined],
] as const)('%s', async ([, config, registry, expected]) => {
  expect(await ask(config, registry)).toEqual(expected)
})

test('the file of DOCKER_CONFIG, or of the home folder; what is no JSON is told without its content', async ({ directory }) => {
  const file = join(directory, 'config.json')
  await writeFile(file, JSON.stringify({ auths: { 'ghcr.io': { auth: basic('me', 'sample') } } }))
  expect((await readCredentials('ghcr.io', { DOCKER_CONFIG: directory }, never)).auth).toMatchObject(mine)
  expect((await readCredentials('ghcr.io', { HOME: directory }, never)).auth).toBeUndefined()
  await writeFile(file, '{"auths": secret')
  expect(await readCredentials('ghcr.io', { DOCKER_CONFIG: directory }, never)).toEqual({ auth: undefined, problem: `${file} is not JSON` })
})

test('programs that keep passwords are asked as docker asks them', async ({ directory }) => {
  const helper = async (name: string, script: string): Promise<void> => {
    await writeFile(join(directory, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`)
    await chmod(join(directory, `docker-credential-${name}`), 0o755)
  }
  await helper('all', `read server; echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"of $server\\",\\"Secret\\":\\"s\\"}"`)
  await helper('token', `echo '{"Username":"<token>","Secret":"t"}'`)
  await helper('empty', `echo 'credentials not found in native keychain'; exit 1`)
  await helper('broken', `echo secret; exit 2`)
  vi.stubEnv('PATH', `${directory}${delimiter}${process.env['PATH']}`)
  try {
    const auths = { 'ghcr.io': { auth: basic('me', 'sample') } }
    expect(await ask({ credsStore: 'all' }, 'ghcr.io')).toMatchObject({ username: 'of ghcr.io', password: 's' })
    expect(await ask({ credsStore: 'all' }, 'docker.io')).toMatchObject({ username: `of ${hub}` })
    expect(await ask({ credsStore: 'all', credHelpers: { 'ghcr.io': 'token' } }, 'ghcr.io')).toEqual({
      identitytoken: 't',
      serveraddress: 'ghcr.io',
    })
    expect(await ask({ credsStore: 'empty', auths }, 'ghcr.io'), 'what stands in the file is left').toMatchObject(mine)
    const failing = (credsStore: string): Promise<unknown> =>
      readCredentials('ghcr.io', { DOCKER_AUTH_CONFIG: JSON.stringify({ credsStore }) }, never)
    expect(await failing('broken')).toEqual({ auth: undefined, problem: 'docker-credential-broken exited with 2' })
    expect(await failing('absent')).toEqual({ auth: undefined, problem: expect.stringMatching(/^docker-credential-absent: .*ENOENT/) })
  } finally {
    vi.unstubAllEnvs()
  }
})

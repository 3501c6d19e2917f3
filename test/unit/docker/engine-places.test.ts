import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { readEnvironment } from '../../../src/config/env.ts'
import { readEnginePlaces } from '../../../src/docker/engine-places.ts'
import { writeDockerContext } from '../../support/docker-context.ts'

const test = base
  .extend('home', async ({ task }, { onCleanup }) => {
    const home = await mkdtemp(join(tmpdir(), `engine-places-${task.id}-`))
    onCleanup(() => rm(home, { recursive: true, force: true }))
    await mkdir(join(home, '.docker'))
    return home
  })
  .extend('writeContext', async ({ home }) => async (name: string, host: string, { tls = false } = {}): Promise<string> => {
    await writeDockerContext(join(home, '.docker'), name, { host, ...(tls && { keys: { 'ca.pem': 'a certificate' } }) })
    return join(home, '.docker/contexts/tls', createHash('sha256').update(name).digest('hex'), 'docker')
  })

test('without a word of anybody, the usual sockets are tried in order', async ({ home }) => {
  const places = await readEnginePlaces({ HOME: home, XDG_RUNTIME_DIR: '/run/user/1000' }, 1000)
  expect(places.map(({ address }) => address.replace(home, '~'))).toEqual([
    'unix:///var/run/docker.sock',
    'unix:///run/user/1000/docker.sock',
    'unix://~/.docker/run/docker.sock',
    'unix://~/.docker/desktop/docker.sock',
  ])
  expect((await readEnginePlaces({}, 0)).map(({ address }) => address)).toEqual([
    'unix:///var/run/docker.sock',
    'unix:///run/user/0/docker.sock',
  ])
})

test("on Windows, Docker's own pipe; or the context of Docker Desktop, in the folder of the user", async ({ home, writeContext }) => {
  const { engine } = readEnvironment({ USERPROFILE: home })
  expect(await readEnginePlaces(engine, undefined, 'win32')).toEqual([
    { address: 'npipe:////./pipe/docker_engine', source: 'the usual places' },
  ])
  // As Docker Desktop 4 writes it.
  await writeContext('desktop-linux', 'npipe:////./pipe/dockerDesktopLinuxEngine')
  await writeFile(join(home, '.docker/config.json'), '{ "auths": {}, "credsStore": "desktop", "currentContext": "desktop-linux" }')
  expect(await readEnginePlaces(engine, undefined, 'win32')).toEqual([
    { address: 'npipe:////./pipe/dockerDesktopLinuxEngine', source: 'Docker context "desktop-linux"' },
  ])
})

test('DOCKER_HOST is the only place, whatever the contexts say', async ({ home, writeContext }) => {
  await writeContext('remote', 'unix:///context.sock')
  expect(await readEnginePlaces({ HOME: home, DOCKER_HOST: 'unix:///own.sock', DOCKER_CONTEXT: 'remote' })).toEqual([
    { address: 'unix:///own.sock', source: 'DOCKER_HOST' },
  ])
  expect(await readEnginePlaces({ DOCKER_HOST: '10.0.0.7:2375' })).toEqual([{ address: 'tcp://10.0.0.7:2375', source: 'DOCKER_HOST' }])
})

test('DOCKER_TLS_VERIFY takes the keys from DOCKER_CERT_PATH, else from the folder of the Docker configuration', async ({ home }) => {
  const environment = { HOME: home, DOCKER_HOST: 'tcp://10.0.0.7:2376', DOCKER_TLS_VERIFY: '1' }
  expect(await readEnginePlaces({ ...environment, DOCKER_CERT_PATH: '/keys' })).toMatchObject([{ tlsDirectory: '/keys' }])
  expect(await readEnginePlaces(environment)).toMatchObject([{ tlsDirectory: join(home, '.docker') }])
})

test('the context in use is the only place, with its keys', async ({ home, writeContext }) => {
  const keys = await writeContext('remote', 'tcp://10.0.0.7:2376', { tls: true })
  await writeFile(join(home, '.docker/config.json'), '{ "currentContext": "remote" }')
  expect(await readEnginePlaces({ HOME: home })).toEqual([
    { address: 'tcp://10.0.0.7:2376', source: 'Docker context "remote"', tlsDirectory: keys },
  ])
})

test('DOCKER_CONTEXT comes before the context in use, and "default" means the usual sockets', async ({ home, writeContext }) => {
  await writeContext('colima', 'unix:///colima.sock')
  await writeFile(join(home, '.docker/config.json'), '{ "currentContext": "gone" }')
  expect(await readEnginePlaces({ HOME: home, DOCKER_CONTEXT: 'colima' })).toEqual([
    { address: 'unix:///colima.sock', source: 'Docker context "colima"' },
  ])
  expect(await readEnginePlaces({ HOME: home, DOCKER_CONTEXT: 'default' }, 0)).toMatchObject([
    { address: 'unix:///var/run/docker.sock' },
    {},
    {},
    {},
  ])
})

test('DOCKER_CONFIG is where the contexts are', async ({ home, writeContext }) => {
  await writeContext('colima', 'unix:///colima.sock')
  expect(await readEnginePlaces({ DOCKER_CONFIG: join(home, '.docker'), DOCKER_CONTEXT: 'colima' })).toMatchObject([
    { address: 'unix:///colima.sock' },
  ])
})

test('a configuration that cannot be read is an error, not another engine', async ({ home }) => {
  await writeFile(join(home, '.docker/config.json'), '{ "currentContext": ')
  const error: Error = await readEnginePlaces({ HOME: home }).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(home, '~')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: ~/.docker/config.json is not JSON, so the Docker context in use cannot be told
      seen   Unexpected end of JSON input
      do     repair the file, or set DOCKER_HOST"
  `)
})

import { expect, test } from 'vitest'
import { pullImage } from '../../../../src/docker/images/images.ts'
import { startFakeEngine, type FakeEngine, type Reply } from '../../../support/fake-engine.ts'
import { runScript } from '../../../support/run-script.ts'

const lines = (...objects: object[]): string => objects.map((object) => `${JSON.stringify(object)}\r\n`).join('')
const startRegistry = (reply: Reply): Promise<FakeEngine> => startFakeEngine({ 'POST /images/create': [reply] })
const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => expect.unreachable(),
    ({ message }: Error) => message,
  )

test('hears an error, also when its line is cut in the middle', async () => {
  const stream = Buffer.from(lines({ status: 'Pulling from kindest/node', id: 'v1.37.2' }, { error: 'toomanyrequests: later' }))
  await using fake = await startRegistry((_request, response) => {
    for (let at = 0; at < stream.length; at += 7) response.write(stream.subarray(at, at + 7))
    response.end()
  })
  expect(await messageOf(pullImage(await fake.connect(), 'kindest/node:v1.37.2'))).toContain('toomanyrequests: later')
})

test.for([
  ['kindest/node', 'fromImage=kindest%2Fnode&tag=latest'],
  ['localhost:5000/node', 'fromImage=localhost%3A5000%2Fnode&tag=latest'],
  ['node@sha256:4c01', 'fromImage=node%40sha256%3A4c01'],
])('pulls one image, not all that have the name: %s', async ([reference = '', query]) => {
  await using fake = await startRegistry({})
  await pullImage(await fake.connect(), reference)
  expect(fake.asked.at(-1)).toBe(`POST /images/create?${query}`)
})

test('pulls the image of another platform where that is asked for', async () => {
  await using fake = await startRegistry({})
  await pullImage(await fake.connect(), 'arm64v8/debian:bookworm-slim', { platform: 'linux/arm64' })
  expect(fake.asked.at(-1)).toBe('POST /images/create?fromImage=arm64v8%2Fdebian%3Abookworm-slim&platform=linux%2Farm64')
})

test('an image the registry does not give is missing, in its words', async () => {
  const refusal = {
    status: 404,
    body: {
      message:
        "pull access denied for acme/node, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    },
  }
  await using fake = await startRegistry(refusal)
  const engine = await fake.connect()
  expect(await messageOf(pullImage(engine, 'ghcr.io/acme/node:1'))).toMatchInlineSnapshot(`
    "KIND_IMAGE_MISSING: image ghcr.io/acme/node:1 could not be pulled
      seen   pull access denied for acme/node, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
      do     check the name; if it is private: docker login ghcr.io"
  `)
})

test('an error in the middle of the stream is an error', async () => {
  const error = 'error pulling image configuration: download failed after attempts=6: dial tcp: lookup registry.example: no such host'
  await using fake = await startRegistry({
    body: lines({ status: 'Pulling fs layer', id: '4c01db0b339c' }, { errorDetail: { message: error }, error }),
  })
  const engine = await fake.connect()
  expect(await messageOf(pullImage(engine, 'kindest/node:v1.37.2'))).toMatchInlineSnapshot(`
    "KIND_IMAGE_MISSING: image kindest/node:v1.37.2 could not be pulled
      seen   error pulling image configuration: download failed after attempts=6: dial tcp: lookup registry.example: no such host"
  `)
})

test('a disk that fills up meanwhile has its own code', async () => {
  await using fake = await startRegistry({ body: lines({ error: 'write /var/lib/docker/tmp/GetImageBlob4c01: no space left on device' }) })
  const engine = await fake.connect()
  expect(await messageOf(pullImage(engine, 'kindest/node:v1.37.2'))).toContain(
    'KIND_DISK_FULL: image kindest/node:v1.37.2 could not be pulled',
  )
})

test('a signal ends a pull that hangs', async () => {
  await using fake = await startRegistry((_request, response) => void response.write(lines({ status: 'Waiting', id: '4c01db0b339c' })))
  const engine = (await fake.connect()).until(AbortSignal.timeout(100))
  expect((await messageOf(pullImage(engine, 'kindest/node:v1.37.2'))).replace(fake.address, '<engine>')).toMatchInlineSnapshot(`
    "KIND_TIMED_OUT: image kindest/node:v1.37.2 could not be pulled before the time was up
      seen   asked: the Docker engine at <engine>"
  `)
})

// The credentials' reader looks at its environment when it is loaded: hence a process of its own.
test.for([
  ['ghcr.io/acme/node:1', 'ghcr.io'],
  ['acme/node:1', 'https://index.docker.io/v1/'],
  ['docker.io/acme/node:1', 'https://index.docker.io/v1/'],
  ['localhost:5000/acme/node:1', 'localhost:5000'],
] as const)('the registry of %s is shown the credentials that the Docker configuration has for %s', async ([reference, registry]) => {
  let shown: string | string[] | undefined
  await using fake = await startRegistry((request, response) => {
    shown = request.headers['x-registry-auth']
    response.end()
  })
  await runScript(
    `
    import { connectEngine } from './src/docker/connect.ts'
    import { pullImage } from './src/docker/images/images.ts'
    await pullImage(await connectEngine(process.env, new AbortController().signal), '${reference}')
    `,
    {
      env: {
        DOCKER_HOST: fake.address,
        DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [registry]: { auth: Buffer.from('me:sample').toString('base64') } } }),
      },
    },
  )
  expect(JSON.parse(Buffer.from(String(shown), 'base64url').toString())).toEqual({
    username: 'me',
    password: 'sample',
    serveraddress: registry,
  })
})

// Replies that a healthy engine does not give on demand, played by an HTTP server on a unix socket.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { putFiles } from '../../../src/docker/archive.ts'
import { createContainer, pauseContainer, removeContainer, startContainer } from '../../../src/docker/containers.ts'
import { ensureNetwork } from '../../../src/docker/networks.ts'
import { startFakeEngine, type Reply } from '../../support/fake-engine.ts'

const captures = JSON.parse(await readFile(new URL('../../../fixtures/captures/docker/refusals.json', import.meta.url), 'utf8')) as Record<
  string,
  { status: number; body: { message: string } }
>
const capture = (name: string): Reply => captures[name] ?? expect.unreachable(`no capture "${name}"`)
const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => expect.unreachable(),
    ({ message }: Error) => message,
  )

test('a freezer that processes got away from is tried again, and told in the end', async () => {
  const escaped = capture('freezer escaped')
  const once: Reply = { status: 204 }
  await using fake = await startFakeEngine({
    'POST /containers/web/pause': [escaped, escaped, once],
    'POST /containers/db/pause': [escaped],
  })
  const engine = await fake.connect()
  await pauseContainer(engine, 'web')
  expect(await messageOf(pauseContainer(engine, 'db'))).toContain('unable to freeze')
  expect(fake.asked.filter((request) => request.endsWith('/pause'))).toEqual([
    ...Array<string>(3).fill('POST /containers/web/pause'),
    ...Array<string>(3).fill('POST /containers/db/pause'),
  ])
})

test('a removal under way is waited for', async () => {
  await using fake = await startFakeEngine({
    'DELETE /containers/web': [capture('removal in progress')],
    'POST /containers/web/wait': [(_request, response) => void setImmediate(() => response.end('{"StatusCode":137}'))],
  })
  await removeContainer(await fake.connect(), 'web')
  expect(fake.asked.slice(1)).toEqual(['DELETE /containers/web?force=true&v=true', 'POST /containers/web/wait?condition=removed'])
})

test('a removal under way that ends before it can be waited for is done', async () => {
  await using fake = await startFakeEngine({
    'DELETE /containers/web': [capture('removal in progress')],
    'POST /containers/web/wait': [{ status: 404, body: { message: 'No such container: web' } }],
  })
  await removeContainer(await fake.connect(), 'web')
})

test('a removal under way that does not end is a timeout', async () => {
  await using fake = await startFakeEngine({
    'DELETE /containers/web': [capture('removal in progress')],
    'POST /containers/web/wait': [() => {}],
  })
  const engine = await fake.connect()
  expect(await messageOf(removeContainer(engine, 'web', { withinMs: 50 }))).toMatchInlineSnapshot(`
    "KIND_TIMED_OUT: container web was not gone before the time was up
      seen   removal of container web is already in progress"
  `)
})

test('a container that cannot be removed is told with the words of the engine', async () => {
  await using fake = await startFakeEngine({ 'DELETE /containers/web': [capture('device busy')] })
  const engine = await fake.connect()
  expect(await messageOf(removeContainer(engine, 'web'))).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: container web could not be removed
      seen   container 4c01db0b339c: driver "overlay2" failed to remove root filesystem: unlinkat /var/lib/docker/overlay2/4c01/merged: device or resource busy"
  `)
})

test('a full disk has its own code', async () => {
  await using fake = await startFakeEngine({
    'PUT /containers/web/archive': [capture('disk full')],
    'POST /containers/create': [capture('disk full')],
  })
  const engine = await fake.connect()
  expect(await messageOf(putFiles(engine, 'web', [{ path: '/a', content: 'b' }]))).toMatchInlineSnapshot(`
    "KIND_DISK_FULL: /a could not be written into container web
      seen   mkdir /var/lib/docker/overlay2/4c01-init: no space left on device
      cause  the disk of the engine's host is full
      do     docker system df shows what takes the room"
  `)
  expect(await messageOf(createContainer(engine, { name: 'web', Image: 'node:1' }))).toContain(
    'KIND_DISK_FULL: container web could not be created',
  )
})

test('an engine that goes away in the middle is told', async () => {
  await using fake = await startFakeEngine({ 'POST /containers/web/start': [(request) => void request.socket.destroy()] })
  const engine = await fake.connect()
  expect((await messageOf(startContainer(engine, 'web'))).replace(fake.address, '<address>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: container web could not be started: the Docker engine at <address> has stopped answering
      seen   socket hang up"
  `)
})

const network = (id: string, containers = {}): object => ({
  Id: id,
  Name: 'kind',
  Labels: {},
  IPAM: { Config: [] },
  EnableIPv6: false,
  Containers: containers,
})
const request = { name: 'kind', subnets: ['172.30.0.0/16', 'fc00:f853:ccd:e793::/64'], labels: {}, ipv6: true }

test.for(['IPv6 disabled', 'no ip6tables', 'no IPv6 in the kernel'])(
  'a network does without IPv6 where the host has none: %s',
  async (name) => {
    const created: unknown[] = []
    const remember: Reply = (incoming, response) => {
      incoming.setEncoding('utf8').once('data', (body: string) => created.push(JSON.parse(body)))
      incoming.once('end', () => response.writeHead(201).end('{"Id":"a"}'))
    }
    await using fake = await startFakeEngine({
      'GET /networks': [{ body: [] }, { body: [{ Id: 'a' }] }],
      'GET /networks/a': [{ body: network('a') }],
      'GET /networks/bridge': [{ body: { Options: { 'com.docker.network.driver.mtu': '1450' } } }],
      'POST /networks/create': [capture(name), remember],
    })
    await ensureNetwork(await fake.connect(), request)
    expect(created).toMatchObject([
      {
        Name: 'kind',
        EnableIPv6: false,
        IPAM: { Config: [{ Subnet: '172.30.0.0/16' }] },
        Options: { 'com.docker.network.driver.mtu': '1450' },
      },
    ])
  },
)

test('of networks made twice at the same time, the one with containers stays', async () => {
  await using fake = await startFakeEngine({
    'GET /networks': [{ body: [] }, { body: [{ Id: 'a' }, { Id: 'b' }] }],
    'GET /networks/a': [{ body: network('a') }],
    'GET /networks/b': [{ body: network('b', { web: {} }) }],
    'POST /networks/create': [{ status: 201, body: { Id: 'a' } }],
    'DELETE /networks/a': [{ status: 204 }],
  })
  const kept = await ensureNetwork(await fake.connect(), request)
  expect(kept.id).toBe('b')
  expect(fake.asked.filter((line) => line.startsWith('DELETE'))).toEqual(['DELETE /networks/a'])
})

test('an overlap with the network somebody else has just made is no error', async () => {
  await using fake = await startFakeEngine({
    'GET /networks': [{ body: [] }, { body: [{ Id: 'a' }] }],
    'GET /networks/a': [{ body: network('a') }],
    'POST /networks/create': [capture('pool overlap')],
  })
  expect((await ensureNetwork(await fake.connect(), request)).id).toBe('a')
})

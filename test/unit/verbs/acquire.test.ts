// What a process that wants a kept cluster asks of the engine: a cluster is removed for its own health only, and nothing goes round
// in circles. The engine is one that says what it is told to; the API server is one that nobody has.
import { buffer } from 'node:stream/consumers'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack } from 'tar-stream'
import { expect, test as base } from 'vitest'
import { currentOwner } from '../../../src/cluster/owner.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { renderLabels } from '../../../src/plan/labels.ts'
import { nodePaths } from '../../../src/plan/node-paths.ts'
import { createCertificate } from '../../support/kube-certificate.ts'
import { renderKubeconfig } from '../../support/kube-server.ts'
import { startFakeEngine, type FakeEngine, type Replies } from '../../support/fake-engine.ts'
import { acquireCluster, request } from '../../support/make-cluster.ts'

const options: ClusterOptions = { name: 'web', reuse: 'always', bootTimeout: 3_000 }
const authority = createCertificate('kube-apiserver')
const id = 'id-web-control-plane'
const container = {
  Id: id,
  Names: ['/web-control-plane'],
  State: 'running',
  Created: 1,
  Image: 'node',
  Ports: [] as object[],
  NetworkSettings: {},
}

const test = base.extend('directory', async ({ task }, { onCleanup }) => {
  const directory = await mkdtemp(join(tmpdir(), `acquire-${task.id}-`))
  onCleanup(() => rm(directory, { recursive: true, force: true }))
  return directory
})

test('a stray container with the name of a node is told, once, and nothing is made', async ({ directory }) => {
  await using fake = await startFakeEngine({ 'GET /containers/json': [{ body: [{ ...container, Labels: {} }] }] })
  await expect(acquire(fake, directory)).rejects.toMatchObject({
    code: 'KIND_CLUSTER_EXISTS',
    facts: {
      what: expect.stringContaining('cannot be made'),
      seen: ['container web-control-plane'],
      do: expect.stringContaining('docker rm web-control-plane'),
    },
  })
  expect(changesOf(fake)).toEqual([])
})

test('an API server that does not answer is no reason to remove a cluster: the wait ends with its time', async ({ directory }) => {
  await using fake = await startFakeEngine(await cluster({ usable: true }))
  await expect(acquire(fake, directory)).rejects.toMatchObject({
    code: 'KIND_TIMED_OUT',
    facts: {
      what: expect.stringMatching(/^cluster "web" runs, but is not usable: /),
      do: expect.stringContaining('delete cluster --name web'),
    },
  })
  expect(changesOf(fake)).toEqual([])
})

test('one that goes between two looks at it is looked for anew', async ({ directory }) => {
  const works = await cluster({ usable: true })
  const [archive] = Object.keys(works).filter((key) => key.endsWith('/archive'))
  const gone = { status: 404, body: { message: `No such container: ${id}` } }
  const stray = { body: [{ ...container, Labels: {} }] }
  const lists = [...works['GET /containers/json']!, stray]
  await using fake = await startFakeEngine({ ...works, 'GET /containers/json': lists, [archive!]: [gone] })
  // What is there by then is judged as ever.
  await expect(acquire(fake, directory)).rejects.toMatchObject({ code: 'KIND_CLUSTER_EXISTS' })
  expect(changesOf(fake)).toEqual([])
})

test('a caller who gives up during the check leaves it as it is', async ({ directory }) => {
  await using fake = await startFakeEngine(await cluster({ usable: true }))
  const giveUp = new AbortController()
  const gaveUp = expect(acquire(fake, directory, giveUp.signal, { bootTimeout: 60_000 })).rejects.toMatchObject({ code: 'KIND_CANCELLED' })
  await expect.poll(() => fake.asked.filter((one) => one.includes('/archive'))).not.toEqual([])
  giveUp.abort(new Error('enough'))
  await gaveUp
  expect(changesOf(fake)).toEqual([])
})

test('of a cluster that has just been started, the port is waited for', async ({ directory }) => {
  const works = await cluster({ usable: true })
  const [{ body }] = works['GET /containers/json'] as [{ body: object[] }]
  const unpublished = { body: body.map((one) => ({ ...one, Ports: [] })) }
  await using fake = await startFakeEngine({ ...works, 'GET /containers/json': [unpublished, unpublished, { body }] })
  // Its API server is one that nobody has: getting there is what this is about.
  await expect(acquire(fake, directory, undefined, { reuse: 'existing' })).rejects.toThrow(
    'a ready API server at https://127.0.0.1:1 did not happen',
  )
  expect(changesOf(fake)).toEqual([])
})

test('one that its living maker is at is waited for', async ({ directory }) => {
  await using fake = await startFakeEngine(await cluster({ usable: false }))
  await expect(acquire(fake, directory)).rejects.toMatchObject({
    code: 'KIND_TIMED_OUT',
    facts: { seen: [expect.stringMatching(/^made by pid \d+ on .*, not yet usable$/)] },
  })
  expect(changesOf(fake)).toEqual([])
})

test('one whose maker has died goes, by its owner, and nothing else does', async ({ directory }) => {
  // Pid numbers end at 2^22 on Linux.
  const dead = { ...currentOwner({ ciRun: undefined, stays: true }), pid: 2 ** 22 + 1 }
  const works = await cluster({ usable: false, owner: dead })
  let there = true
  await using fake = await startFakeEngine({
    ...works,
    'GET /containers/json': [
      (_request, response) =>
        void response.end(JSON.stringify(there ? (works['GET /containers/json']![0] as { body: object[] }).body : [])),
    ],
    [`DELETE /containers/${id}`]: [(_request, response) => void ((there = false), response.writeHead(204).end())],
    'GET /networks': [{ body: [] }],
  })
  // What follows is a boot, which this engine knows nothing of.
  await expect(acquire(fake, directory)).rejects.toThrow()
  const looks = fake.asked.filter((one) => one.startsWith('GET /containers/json')).map((one) => decodeURIComponent(one))
  expect(looks.some((look) => look.includes(`"io.vitest-kind.owner=`) && look.includes(String(2 ** 22 + 1)))).toBe(true)
  expect(changesOf(fake)[0]).toBe(`DELETE /containers/${id}?force=true&v=true`)
})

async function acquire(fake: FakeEngine, directory: string, signal = new AbortController().signal, change: ClusterOptions = {}) {
  const environment = readEnvironment({ DOCKER_HOST: fake.address })
  return acquireCluster({ ...options, ...change }, { environment, artifactsDirectory: directory, onProgress: () => undefined, signal })
}

/** All that is not just a look, nor a note of who uses it. */
function changesOf({ asked }: FakeEngine): string[] {
  return asked.filter((one) => !one.startsWith('GET ') && !one.endsWith(`/containers/${id}/exec`))
}

/** The cluster of the options, on the engine; its API server is at a port that nobody listens on. */
async function cluster({
  usable,
  owner = currentOwner({ ciRun: undefined, stays: true }),
}: {
  usable: boolean
  owner?: ReturnType<typeof currentOwner>
}): Promise<Replies> {
  const { spec, policy } = await request(options)
  const labels = renderLabels({ spec, policy, owner, role: 'control-plane', createdAtMs: 0, packageVersion: '0.0.0' })
  const files: Record<string, string> = {
    [nodePaths.adminConfig]: renderKubeconfig('https://127.0.0.1:1', authority.certificate, authority),
    ...(usable && { [nodePaths.state]: '{"usableAtMs":1}' }),
  }
  const port = { PrivatePort: 6443, PublicPort: 1, Type: 'tcp', IP: '127.0.0.1' }
  return {
    'GET /containers/json': [{ body: [{ ...container, Labels: labels, Ports: [port] }] }],
    [`GET /containers/${id}/archive`]: [
      (asked, response) => {
        const path = new URL(asked.url ?? '', 'http://x').searchParams.get('path') ?? ''
        const text = files[path]
        if (text === undefined) return void response.writeHead(404).end('{"message":"Could not find the file"}')
        const archive = pack()
        archive.entry({ name: path.split('/').at(-1)! }, text)
        archive.finalize()
        void buffer(archive).then((bytes) => response.end(bytes))
      },
    ],
  }
}

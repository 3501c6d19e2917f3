import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { removeByLabel } from '../../../src/cluster/remove-by-label.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

const container = (id: string, name: string): object => ({
  Id: id,
  Names: [`/${name}`],
  Labels: { 'io.x-k8s.kind.cluster': 'web' },
  State: 'running',
  Created: 0,
  Image: 'node',
  Ports: [],
  NetworkSettings: { Networks: {} },
})

test("what cannot be removed is named with the engine's reason, and the others go all the same", async () => {
  const stuck = container('1', 'web-control-plane')
  await using fake = await startFakeEngine({
    'GET /containers/json': [{ body: [stuck, container('2', 'web-worker')] }, { body: [stuck] }],
    'DELETE /containers/1': [
      { status: 500, body: { message: 'driver "overlay2" failed to remove root filesystem: device or resource busy' } },
    ],
    'GET /containers/1/json': [{ body: { Name: '/web-control-plane' } }],
    'DELETE /containers/2': [{ status: 204 }],
  })
  const engine = await fake.connect()
  await expect(removeByLabel(engine, { cluster: 'web' }, { withinMs: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [DockerError: KIND_REMOVE_FAILED: cluster "web" could not be removed whole
      seen   web-control-plane: container web-control-plane could not be removed: driver "overlay2" failed to remove root filesystem: device or resource busy
      do     docker rm -f -v $(docker ps -aq --filter label=io.x-k8s.kind.cluster=web)]
  `)
  expect(fake.asked).toContainEqual(expect.stringMatching(/^DELETE \/containers\/2\?/))
})

test('what is busy is tried again when there is reason to, not again and again at once', async () => {
  const busy = container('1', 'web-control-plane')
  await using fake = await startFakeEngine({
    'GET /containers/json': [{ body: [busy] }, { body: [busy] }, { body: [] }],
    'DELETE /containers/1': [{ status: 500, body: { message: 'device or resource busy' } }, { status: 204 }],
    'GET /containers/1/json': [{ body: { Name: '/web-control-plane' } }],
    'GET /networks': [{ body: [] }],
  })
  const startedAt = performance.now()
  expect(await removeByLabel(await fake.connect(), { cluster: 'web' })).toEqual(['web-control-plane'])
  expect(fake.asked.filter((request) => request.startsWith('DELETE'))).toHaveLength(2)
  expect(fake.asked).toContainEqual(expect.stringMatching(/^POST \/containers\/1\/wait\?condition=removed/))
  expect(performance.now() - startedAt, 'nobody told that it had gone').toBeGreaterThan(900)
})

test('files that cannot be removed are told when the containers have gone', async () => {
  await using fake = await startFakeEngine({
    'GET /containers/json': [{ body: [container('1', 'web-control-plane')] }, { body: [] }],
    'DELETE /containers/1': [{ status: 204 }],
    'GET /networks': [{ body: [] }],
  })
  const removal = removeByLabel(await fake.connect(), { cluster: 'web', directory: join(import.meta.filename, 'no-folder') })
  await expect(removal).rejects.toThrow(
    /^KIND_REMOVE_FAILED: the files of cluster "web" could not be removed; its containers are\n[^]*do {5}rm -r /,
  )
})

test("nothing to remove is fine, and only the owner's containers are asked for", async () => {
  await using fake = await startFakeEngine({ 'GET /containers/json': [{ body: [] }], 'GET /networks': [{ body: [] }] })
  const engine = await fake.connect()
  expect(await removeByLabel(engine, { cluster: 'web', owner: 'me' })).toEqual([])
  expect(decodeURIComponent(fake.asked.find((request) => request.startsWith('GET /containers')) ?? '')).toContain('io.vitest-kind.owner=me')
})

test("a cluster's files go while its containers hold the name, and stay when nobody does: they may be a new cluster's", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-remove-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const directory = join(folder, 'web')
  await mkdir(directory)
  await using empty = await startFakeEngine({ 'GET /containers/json': [{ body: [] }], 'GET /networks': [{ body: [] }] })
  await removeByLabel(await empty.connect(), { cluster: 'web', owner: 'dead', directory })
  expect(existsSync(directory)).toBe(true)

  await using fake = await startFakeEngine({
    'GET /containers/json': [{ body: [container('1', 'web-control-plane')] }, { body: [] }],
    'DELETE /containers/1': [{ status: 204 }],
    'GET /networks': [{ body: [] }],
  })
  await removeByLabel(await fake.connect(), { cluster: 'web', owner: 'dead', directory })
  expect(existsSync(directory)).toBe(false)
})

test('evidence of a boot that failed stays, for its error has pointed at it; what leads into the cluster goes', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-remove-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  for (const name of ['error.txt', 'kubeadm-init.log', 'kubeconfig', 'kubeconfig.0123abcd']) await writeFile(join(directory, name), '')
  await mkdir(join(directory, 'web-control-plane'))
  await using fake = await startFakeEngine({
    'GET /containers/json': [{ body: [container('1', 'web-control-plane')] }, { body: [] }],
    'DELETE /containers/1': [{ status: 204 }],
    'GET /networks': [{ body: [] }],
  })
  await removeByLabel(await fake.connect(), { cluster: 'web', directory })
  expect((await readdir(directory)).toSorted()).toEqual(['error.txt', 'kubeadm-init.log', 'web-control-plane'])
})

test('a reaper that finds nothing more takes its own network along, and not that of the run that came after', async () => {
  const network = (id: string, owner: string): object => ({ Id: id, Name: id, Labels: { 'io.vitest-kind.owner': owner } })
  const [own, next] = [network('own', 'dead'), network('next', 'alive')]
  await using fake = await startFakeEngine({
    'GET /containers/json': [{ body: [] }],
    'GET /networks': [{ body: [own, next] }],
    'GET /networks/own': [{ body: own }],
    'GET /networks/next': [{ body: next }],
    'DELETE /networks/own': [{ status: 204 }],
  })
  await removeByLabel(await fake.connect(), { cluster: 'web', owner: 'dead' })
  expect(fake.asked.filter((request) => request.startsWith('DELETE'))).toEqual([expect.stringMatching(/^DELETE \/networks\/own\b/)])
})

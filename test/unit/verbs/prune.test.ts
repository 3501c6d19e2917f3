// What prune asks of an engine and does to files.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { currentOwner } from '../../../src/cluster/owner.ts'
import { renderLeftover } from '../../../src/cli/commands/prune.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import { renderOwner, type Owner } from '../../../src/plan/labels.ts'
import { renderIdentity } from '../../../src/support/process-identity.ts'
import { pruneLeftovers } from '../../../src/verbs/prune.ts'
import { type FakeEngine, type Replies, startFakeEngine } from '../../support/fake-engine.ts'

const environment = readEnvironment()
const living = currentOwner({ ciRun: undefined, stays: false })
const dead: Owner = { ...living, pid: 2 ** 22 + 1 }
const container = (id: string, labels: Readonly<Record<string, string>>) => ({
  Id: id,
  Names: [`/${id}`],
  Labels: labels,
  State: 'running',
  Created: 1_000,
  Image: 'node',
  Ports: [],
  NetworkSettings: { Networks: {} },
})
const node = (cluster: string, owner: Owner | undefined) =>
  container(`${cluster}-control-plane`, {
    'io.x-k8s.kind.cluster': cluster,
    'io.x-k8s.kind.role': 'control-plane',
    ...(owner && { 'io.vitest-kind.owner': renderOwner(owner) }),
  })
const build = { 'io.vitest-kind.build': renderIdentity(dead) }

/** Each listing is filtered by labels as an engine does it; what was deleted is no longer there. */
function holding(...containers: ReturnType<typeof container>[]): Replies {
  const gone = new Set<string>()
  const network = { Id: 'net', Name: 'kind', Labels: { 'io.vitest-kind.owner': renderOwner(dead) }, Created: '2026-01-01T00:00:00Z' }
  return {
    'GET /containers/json': [
      (request, response) => {
        const filters = JSON.parse(new URL(request.url!, 'http://x').searchParams.get('filters') ?? '{}') as Record<string, string[]>
        const found = containers.filter(
          ({ Id, Labels }) =>
            !gone.has(Id) &&
            filters['network'] === undefined &&
            (filters['label'] ?? []).every((one) =>
              Object.entries(Labels).some(([key, value]) => one === key || one === `${key}=${value}`),
            ),
        )
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found))
      },
    ],
    ...Object.fromEntries(
      containers.map(({ Id }) => [
        `DELETE /containers/${Id}`,
        [
          (_request: object, response: { writeHead(status: number): { end(): void } }) => {
            gone.add(Id)
            response.writeHead(204).end()
          },
        ],
      ]),
    ),
    'GET /volumes': [{ body: { Volumes: [{ Name: 'layers', Labels: build, CreatedAt: '2026-01-01T00:00:00Z' }] } }],
    'DELETE /volumes/layers': [{ status: 204 }],
    'GET /images/json': [{ body: [] }],
    'GET /networks': [{ body: [network] }],
    'GET /networks/net': [{ body: network }],
    'DELETE /networks/net': [{ status: 204 }],
  }
}

const everything = [
  node('left', dead),
  node('lives', living),
  node('kinds', undefined),
  node('stays', { ...living, stays: true }),
  container('packing', build),
  container('look', { 'io.vitest-kind.probe': 'version', 'io.vitest-kind.owner': renderOwner(dead) }),
]

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-prune-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const directory = join(folder, '.vitest', 'kind')
  await mkdir(directory, { recursive: true })
  return directory
}

const contextOf = (fake: FakeEngine, artifactsDirectory = '/nowhere/kind') => ({
  environment: { ...environment, engine: { ...environment.engine, DOCKER_HOST: fake.address } },
  artifactsDirectory,
  signal: new AbortController().signal,
  onProgress: () => undefined,
})
const names = (all: readonly { readonly kind: string; readonly name: string }[]) => all.map(({ kind, name }) => `${kind} ${name}`)
const deleted = ({ asked }: FakeEngine) => asked.filter((request) => request.startsWith('DELETE')).map((request) => request.split('?')[0])

test('a dry run finds what would be removed and removes nothing', async () => {
  await using fake = await startFakeEngine(holding(...everything))
  const found = await pruneLeftovers({ dryRun: true }, contextOf(fake))
  expect(names(found)).toEqual(['cluster left', 'container packing', 'volume layers', 'container look', 'network kind'])
  expect(fake.asked.filter((request) => !/^(GET|HEAD) /.test(request))).toEqual([])
  expect(renderLeftover(found[0]!, 1_000_000 + 3 * 3_600_000)).toBe(
    `cluster left  (maker pid ${dead.pid} on ${dead.host} gone, 1 node, 3 h old)`,
  )
})

test('the same goes, and nothing else', async () => {
  await using fake = await startFakeEngine(holding(...everything))
  await pruneLeftovers({}, contextOf(fake))
  expect(new Set(deleted(fake))).toEqual(
    new Set([
      'DELETE /containers/left-control-plane',
      'DELETE /networks/net',
      'DELETE /containers/packing',
      'DELETE /volumes/layers',
      'DELETE /containers/look',
    ]),
  )
})

test('a mirror goes that no cluster pulls by, and what it has pulled where that is asked for', async () => {
  const mirror = (registry: string) => ({ 'io.vitest-kind.mirror': registry, 'io.vitest-kind.upstream': `https://${registry}` })
  const spec = JSON.stringify({ mirrors: { 'ghcr.io': 'https://ghcr.io' } })
  const stays = container('web-control-plane', { 'io.x-k8s.kind.cluster': 'web', 'io.vitest-kind.spec': spec })
  const volumes = ['quay.io', 'ghcr.io'].map((registry) => ({ Name: registry, Labels: mirror(registry) }))
  await using fake = await startFakeEngine({
    ...holding(stays, container('quay', mirror('quay.io')), container('ghcr', mirror('ghcr.io'))),
    'GET /volumes': [{ body: { Volumes: volumes } }],
    'DELETE /volumes/quay.io': [{ status: 204 }],
    'GET /networks': [{ body: [] }],
  })
  expect(names(await pruneLeftovers({ dryRun: true }, contextOf(fake)))).toEqual(['container quay'])
  expect(names(await pruneLeftovers({ caches: true }, contextOf(fake)))).toEqual(['container quay', 'volume quay.io'])
  expect(deleted(fake)).toEqual(['DELETE /containers/quay', 'DELETE /volumes/quay.io'])
})

test('what is younger than asked for stays', async () => {
  await using fake = await startFakeEngine(holding(...everything))
  const found = await pruneLeftovers({ olderThanMs: Date.now() - 500_000 }, contextOf(fake))
  expect([found, deleted(fake)]).toEqual([[], []])
})

test('a cluster of which it cannot be known whether it was kept stays', async () => {
  await using fake = await startFakeEngine({
    ...holding(node('left', dead)),
    'GET /containers/left-control-plane/archive': [{ status: 500, body: { message: 'input/output error' } }],
  })
  expect(names(await pruneLeftovers({ dryRun: true }, contextOf(fake)))).not.toContain('cluster left')
})

test('what cannot be removed is told at the end, and the rest goes', async () => {
  const busy = { status: 500, body: { message: 'device or resource busy' } }
  await using fake = await startFakeEngine({ ...holding(...everything), 'DELETE /volumes/layers': [busy] })
  const gone: { readonly kind: string; readonly name: string }[] = []
  const pruned = pruneLeftovers({ onLeftover: (one) => void gone.push(one) }, contextOf(fake))
  await expect(pruned).rejects.toMatchObject({ code: 'KIND_REMOVE_FAILED', facts: { left: true } })
  await expect(pruned).rejects.toThrow(/volume layers: [^]*device or resource busy/)
  expect(names(gone)).toEqual(expect.arrayContaining(['cluster left', 'container packing', 'container look']))
})

test('when the caller wants no more of it, nothing further is removed', async () => {
  const cancel = new AbortController()
  await using fake = await startFakeEngine({
    ...holding(...everything),
    'DELETE /containers/packing': [() => cancel.abort(new Error('enough'))],
  })
  await expect(pruneLeftovers({}, { ...contextOf(fake), signal: cancel.signal })).rejects.toMatchObject({ code: 'KIND_CANCELLED' })
  expect(deleted(fake)).not.toContain('DELETE /volumes/layers')
})

const kubeconfig = (port: number) => `apiVersion: v1
kind: Config
clusters: [{ name: kind-x, cluster: { server: 'https://127.0.0.1:${port}' } }]
users: [{ name: kind-x, user: {} }]
contexts: [{ name: kind-x, context: { cluster: kind-x, user: kind-x } }]
current-context: kind-x
`

test("files of clusters that are gone go; what is in use, the user's own or behind a link stays", async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const directory = await makeFolder()
  const elsewhere = await makeFolder()
  const write = async (path: string, text: string, root = directory): Promise<void> => {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), text)
  }
  // Port 1 is tcpmux, which nobody listens at.
  await write('gone/kubeconfig', kubeconfig(1))
  for (const file of ['failed-control-plane/console.log', 'kubeadm-init.log', 'error.txt']) await write(`failed/${file}`, '')
  for (const path of ['killed/kubeadm-join-killed-worker.log', 'cut/kubeconfig', 'manifests/deployment.yaml', 'mixed/notes.txt'])
    await write(path, '')
  await write('lives/kubeconfig', kubeconfig(1))
  await write('elsewhere/kubeconfig', kubeconfig(port))
  await write('mixed/kubeconfig', kubeconfig(1))
  await write('Not_A_Name/kubeconfig', kubeconfig(1))
  await write('closed-kubeconfig', '')
  await mkdir(join(directory, 'empty'))
  await write('linked/kubeconfig', kubeconfig(1), elsewhere)
  await symlink(join(elsewhere, 'linked'), join(directory, 'linked'))
  await write('inside/kubeconfig', kubeconfig(1))
  await symlink(elsewhere, join(directory, 'inside', 'inside-worker'))

  await using fake = await startFakeEngine({
    ...holding(node('lives', living)),
    'GET /volumes': [{ body: {} }],
    'GET /networks': [{ body: [] }],
  })
  const found = await pruneLeftovers({}, contextOf(fake, directory))
  expect(found.map(({ name, why }) => `${name.slice(directory.length + 1)}: ${why}`).toSorted()).toEqual([
    'cut: kubeconfig of cluster cut: no cluster of that name on this engine',
    'failed: evidence of a boot that failed of cluster failed: no cluster of that name on this engine',
    'gone: kubeconfig of cluster gone: no cluster of that name on this engine',
    'killed: logs of its boot of cluster killed: no cluster of that name on this engine',
  ])
  const left = ['lives', 'elsewhere', 'manifests', 'mixed', 'Not_A_Name', 'closed-kubeconfig', 'empty', 'linked', 'inside']
  expect(['gone', 'failed', 'cut', 'killed', ...left].filter((name) => existsSync(join(directory, name)))).toEqual(left)
  expect(existsSync(join(elsewhere, 'linked/kubeconfig'))).toBe(true)

  await rm(join(directory, '..'), { recursive: true })
  await symlink(join(elsewhere, '..'), join(directory, '..'))
  expect(await pruneLeftovers({}, contextOf(fake, directory)), 'behind a link').toEqual([])
})

test("a cluster's own files go with it, and those of another engine's cluster of that name stay", async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const directory = await makeFolder()
  for (const name of ['own', 'other']) {
    await mkdir(join(directory, name))
    await writeFile(join(directory, name, 'kubeconfig'), kubeconfig(port))
  }
  const own = { ...node('own', dead), Ports: [{ PrivatePort: 6443, PublicPort: port, Type: 'tcp', IP: '127.0.0.1' }] }
  await using fake = await startFakeEngine(holding(own as unknown as ReturnType<typeof node>, node('other', dead)))
  expect(names(await pruneLeftovers({}, contextOf(fake, directory))).filter((name) => name.startsWith('cluster'))).toEqual([
    'cluster other',
    'cluster own',
  ])
  expect(['own', 'other'].filter((name) => existsSync(join(directory, name)))).toEqual(['other'])
})

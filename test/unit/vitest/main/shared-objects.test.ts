import { afterEach, expect, test } from 'vitest'
import { createSharedObjects } from '../../../../src/vitest/main/shared-objects.ts'
import { type KubeServer, sendJson, startKubeServer } from '../../../support/kube-server.ts'

const kinds: Record<string, object[]> = {
  '/apis/rbac.authorization.k8s.io/v1': [{ kind: 'ClusterRole', name: 'clusterroles', namespaced: false }],
  '/apis/apiextensions.k8s.io/v1': [{ kind: 'CustomResourceDefinition', name: 'customresourcedefinitions', namespaced: false }],
}
const roleKind = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' }
const reader = { ...roleKind, name: 'reader' }
const writer = { ...roleKind, name: 'writer' }
const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: 'widgets.example.com' }

/** Holds objects by name; a deletion takes them, unless a finalizer holds them. */
async function startApi(there: Map<string, object>, mayRemove = Promise.resolve()): Promise<KubeServer> {
  const server = await startKubeServer(async (request, response) => {
    const url = new URL(request.url, 'https://localhost')
    const name = url.pathname.split('/').at(-1)!
    const selected = url.searchParams.get('fieldSelector')?.replace('metadata.name=', '')
    if (kinds[url.pathname]) return sendJson(response, { resources: kinds[url.pathname] })
    if (url.searchParams.has('watch')) return void response.writeHead(200, { 'content-type': 'application/json' })
    if (selected !== undefined) {
      const items = there.has(selected) ? [there.get(selected)!] : []
      return sendJson(response, { kind: 'ClusterRoleList', metadata: { resourceVersion: '1' }, items })
    }
    if (!there.has(name)) return sendJson(response, { kind: 'Status', message: `${name} not found` }, 404)
    if (request.method === 'DELETE') await mayRemove
    if (request.method === 'DELETE' && !JSON.stringify(there.get(name)).includes('finalizers')) there.delete(name)
    return sendJson(response, there.get(name) ?? {})
  })
  servers.push(server)
  return server
}

const servers: KubeServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]()
})

/** A test file's connection, which can end. */
function openSession(): { onEnd(undo: () => void | Promise<void>): void; end(): Promise<void> } {
  const undo: (() => void | Promise<void>)[] = []
  return {
    onEnd: (one) => void undo.unshift(one),
    async end() {
      for (const one of undo) await one()
    },
  }
}

const removals = ({ requests }: KubeServer): string[] =>
  requests.filter((request) => request.startsWith('DELETE')).map((request) => request.split('/').at(-1)!)

test('what a test has made goes with it, last made first; what was there before stays', async () => {
  const there = new Map([['reader', { metadata: { name: 'reader' } }]])
  const { kubeconfig, requests } = await startApi(there)
  const shared = createSharedObjects(() => undefined)
  const session = openSession()
  for (const object of [reader, writer, definition]) {
    await shared.claimObject({ kubeconfig, object, isNew: false }, session)
    there.set(object.name, { metadata: { name: object.name } })
  }
  await shared.releaseObjects(null, session)
  expect(requests.filter((request) => request.startsWith('DELETE'))).toEqual([
    'DELETE /apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com',
    'DELETE /apis/rbac.authorization.k8s.io/v1/clusterroles/writer',
  ])
  expect([...there.keys()]).toEqual(['reader'])
  await shared.close()
})

test('what several use goes with the last of them, also when one is killed', async () => {
  const there = new Map<string, object>()
  const server = await startApi(there)
  const shared = createSharedObjects(() => undefined)
  const [first, second] = [openSession(), openSession()]
  const claim = { kubeconfig: server.kubeconfig, object: reader, isNew: false }
  await shared.claimObject(claim, first)
  there.set('reader', { metadata: { name: 'reader' } })
  await shared.claimObject(claim, second)
  await shared.releaseObjects(null, first)
  expect(removals(server)).toEqual([])
  await second.end()
  expect(removals(server)).toEqual(['reader'])
  await shared.close()
})

test('who comes while it is removed waits, and makes it anew', async () => {
  const there = new Map<string, object>()
  const mayRemove = Promise.withResolvers<void>()
  const server = await startApi(there, mayRemove.promise)
  const shared = createSharedObjects(() => undefined)
  const [first, second] = [openSession(), openSession()]
  const claim = { kubeconfig: server.kubeconfig, object: reader, isNew: false }
  await shared.claimObject(claim, first)
  there.set('reader', { metadata: { name: 'reader' } })
  const released = shared.releaseObjects(null, first)
  await expect.poll(() => removals(server)).toEqual(['reader'])
  const claimed = shared.claimObject(claim, second)
  mayRemove.resolve()
  await claimed
  expect(there.size).toBe(0)
  there.set('reader', { metadata: { name: 'reader' } })
  await released
  await shared.releaseObjects(null, second)
  expect(removals(server)).toEqual(['reader', 'reader'])
  await shared.close()
})

test('who comes before it is removed keeps it', async () => {
  const there = new Map<string, object>()
  const server = await startApi(there)
  const shared = createSharedObjects(() => undefined)
  const [first, second] = [openSession(), openSession()]
  const claim = { kubeconfig: server.kubeconfig, object: reader, isNew: false }
  await shared.claimObject(claim, first)
  there.set('reader', { metadata: { name: 'reader' } })
  const released = shared.releaseObjects(null, first)
  await shared.claimObject(claim, second)
  await released
  expect(removals(server)).toEqual([])
  await shared.releaseObjects(null, second)
  expect(removals(server)).toEqual(['reader'])
  await shared.close()
})

test('what is held by a finalizer is named, and the others go', async () => {
  const there = new Map<string, object>()
  const { kubeconfig } = await startApi(there)
  const told: string[] = []
  const shared = createSharedObjects((line) => told.push(line))
  const session = openSession()
  for (const object of [writer, reader]) await shared.claimObject({ kubeconfig, object, isNew: false }, session)
  there.set('writer', { metadata: { name: 'writer' } })
  there.set('reader', { metadata: { name: 'reader', finalizers: ['example.com/hold'], deletionTimestamp: 'noon' } })
  await shared.releaseObjects(null, session)
  expect([...there.keys()]).toEqual(['reader'])
  expect(told).toMatchInlineSnapshot(`
    [
      " kind  ClusterRole reader, which a test has made, is not gone: ClusterRole reader is still there, deleted at noon; held by finalizer example.com/hold",
    ]
  `)
  await shared.close()
}, 20_000)

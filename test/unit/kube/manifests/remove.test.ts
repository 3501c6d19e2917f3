import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { removeManifests, removeTarget } from '../../../../src/kube/manifests/remove.ts'
import { startDeadline } from '../../../../src/support/deadline.ts'
import { holdDeadline } from '../../../support/hold-deadline.ts'
import { type KubeServer, sendJson, startKubeServer } from '../../../support/kube-server.ts'

const kinds: Record<string, object[]> = {
  '/api/v1': [
    { kind: 'ConfigMap', name: 'configmaps', namespaced: true },
    { kind: 'Namespace', name: 'namespaces', namespaced: false },
  ],
}
const discovered = [
  { resource: 'configmaps', responseKind: { kind: 'ConfigMap' }, scope: 'Namespaced', singularResource: 'configmap' },
  { resource: 'namespaces', responseKind: { kind: 'Namespace' }, scope: 'Cluster', singularResource: 'namespace' },
]

interface Named {
  readonly name: string
  readonly finalizers?: readonly string[]
  /** Called when changes of objects are waited for. */
  readonly onWatch?: () => void
}

/** Objects by name; one with a finalizer stays when it is deleted. */
function startApi(...objects: readonly Named[]): Promise<KubeServer> {
  const there = new Map(objects.map((metadata) => [metadata.name, { kind: 'ConfigMap', metadata: { ...metadata, uid: metadata.name } }]))
  return startKubeServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'https://localhost')
    const name = pathname.split('/').at(-1)!
    if (pathname === '/api') return sendJson(response, { items: [{ versions: [{ version: 'v1', resources: discovered }] }] })
    if (pathname === '/apis') return sendJson(response, { items: [] })
    if (kinds[pathname]) return sendJson(response, { resources: kinds[pathname] })
    if (pathname.startsWith('/apis/')) return sendJson(response, { kind: 'Status', message: 'not found' }, 404)
    if (searchParams.has('watch')) {
      response.writeHead(200, { 'content-type': 'application/json' })
      return objects.forEach(({ onWatch }) => onWatch?.())
    }
    if (request.method === 'GET') {
      const selected = searchParams.get('fieldSelector')?.replace('metadata.name=', '')
      const items = [...there.values()].filter(({ metadata }) => selected === undefined || metadata.name === selected)
      return sendJson(response, { apiVersion: 'v1', kind: 'ConfigMapList', metadata: { resourceVersion: '1' }, items })
    }
    const found = there.get(name)
    if (!found) return sendJson(response, { kind: 'Status', message: `${name} not found` }, 404)
    if (name === 'forbidden') return sendJson(response, { kind: 'Status', message: 'it may not go' }, 422)
    const { metadata } = found
    if (metadata.finalizers) there.set(name, { ...found, metadata: { ...metadata, deletionTimestamp: 'noon' } as typeof metadata })
    else there.delete(name)
    return sendJson(response, there.get(name) ?? { kind: 'Status', details: { uid: name } })
  })
}

const removals = ({ requests }: KubeServer): string[] => requests.filter((request) => request.startsWith('DELETE'))
const soon = () => startDeadline('timeout', 20_000)
const configMap = (name: string) => ({ object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }, source: 'a.yaml' })

test('manifests go in the opposite order of their making, and what is not there is gone', async () => {
  await using server = await startApi({ name: 'a' }, { name: 'b' }, { name: 'shop' })
  await using connection = await connectKube(server.kubeconfig)
  const namespace = { object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, source: 'a.yaml' }
  const widget = { object: { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } }, source: 'a.yaml' }
  await removeManifests(connection, [configMap('a'), configMap('b'), namespace, configMap('gone'), widget], 'test', soon())
  expect(removals(server)).toEqual([
    'DELETE /api/v1/namespaces/test/configmaps/gone',
    'DELETE /api/v1/namespaces/test/configmaps/b',
    'DELETE /api/v1/namespaces/test/configmaps/a',
    'DELETE /api/v1/namespaces/shop',
  ])
})

test('a selection goes as a whole', async () => {
  await using server = await startApi({ name: 'a' }, { name: 'b' })
  await using connection = await connectKube(server.kubeconfig)
  await removeTarget(connection, { resource: 'configmaps', labels: 'app=web' }, 'test', soon())
  expect(removals(server).toSorted()).toEqual([
    'DELETE /api/v1/namespaces/test/configmaps/a',
    'DELETE /api/v1/namespaces/test/configmaps/b',
  ])
})

test('what holds an object is named', async () => {
  const { deadline, spend } = holdDeadline()
  await using server = await startApi({ name: 'held', finalizers: ['example.com/hold'], onWatch: spend })
  await using connection = await connectKube(server.kubeconfig)
  const removed = removeTarget(connection, 'configmap/held', 'test', deadline)
  await expect(removed).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_TIMED_OUT: the removal of ConfigMap held did not happen before the time was up
      seen   ConfigMap held is still there, deleted at noon; held by finalizer example.com/hold]
  `)
})

test('all of what is in no namespace is not removed, nor what has no name', async () => {
  await using server = await startApi({ name: 'shop' }, { name: 'forbidden' })
  await using connection = await connectKube(server.kubeconfig)
  await expect(removeTarget(connection, 'namespaces', 'test', soon())).rejects.toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: all namespaces would go, and a Namespace is in no namespace: others use them too
      do     name one, 'namespaces/<name>', or give labels]
  `)
  const nameless = { object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '', generateName: 'a-' } }, source: 'a.yaml' }
  await expect(removeManifests(connection, [configMap('a'), nameless], 'test', soon())).rejects.toThrow('the ConfigMap has no name')
  expect(removals(server)).toEqual([])
  await expect(removeTarget(connection, 'configmap/forbidden', 'test', soon())).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_REMOVE_FAILED: ConfigMap forbidden could not be removed
      seen   it may not go]
  `)
})

import { expect, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { createObject, findObject, removeObject } from '../../../src/kube/objects.ts'
import { holdDeadline } from '../../support/hold-deadline.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const discovery = {
  resources: [
    { kind: 'Namespace', name: 'namespaces', namespaced: false },
    { kind: 'ConfigMap', name: 'configmaps', namespaced: true },
  ],
}
const absent = { kind: 'Status', code: 404, reason: 'NotFound', message: 'not found' }

test('an object is made, found and removed at the path of its kind', async () => {
  await using server = await startKubeServer((request, response) =>
    sendJson(response, request.url === '/api/v1' ? discovery : { kind: 'ConfigMap' }),
  )
  await using connection = await connectKube(server.kubeconfig)
  await createObject(connection, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  await findObject(connection, { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'shop' })
  await removeObject(connection, { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' })
  expect(server.requests).toEqual([
    'GET /api/v1',
    'POST /api/v1/namespaces',
    'GET /api/v1/namespaces/shop/configmaps/a',
    'DELETE /api/v1/namespaces/default/configmaps/a',
  ])
})

test('what is not there is found as undefined and removed without complaint, even if its kind is unknown', async () => {
  await using server = await startKubeServer((request, response) =>
    request.url === '/api/v1' ? sendJson(response, discovery) : sendJson(response, absent, 404),
  )
  await using connection = await connectKube(server.kubeconfig)
  for (const reference of [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' },
    { apiVersion: 'no.such/v1', kind: 'Thing', name: 'a' },
  ]) {
    expect(await findObject(connection, reference)).toBeUndefined()
    await removeObject(connection, reference)
  }
})

test('making an object of an unknown kind says so', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, discovery))
  await using connection = await connectKube(server.kubeconfig)
  await expect(createObject(connection, { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' } })).rejects.toThrow(
    'v1 Thing: 404 the API server knows no Thing in v1; it has ConfigMap, Namespace',
  )
})

test('a removal that is awaited and hangs names the finalizers and what a namespace still holds', async () => {
  const shop = {
    metadata: { name: 'shop', uid: '1', deletionTimestamp: '2026-11-24T00:00:00Z', finalizers: ['lab/guard'] },
    status: { conditions: [{ type: 'NamespaceContentRemaining', status: 'True', message: 'pods. has 1 resource instances' }] },
  }
  const { deadline, spend } = holdDeadline()
  await using server = await startKubeServer((request, response) => {
    if (request.url === '/api/v1') return sendJson(response, discovery)
    if (request.method === 'DELETE') return sendJson(response, {})
    return request.url.includes('watch=true')
      ? spend()
      : sendJson(response, { apiVersion: 'v1', kind: 'NamespaceList', metadata: { resourceVersion: '1' }, items: [shop] })
  })
  await using connection = await connectKube(server.kubeconfig)
  await expect(removeObject(connection, { apiVersion: 'v1', kind: 'Namespace', name: 'shop' }, { awaitGone: deadline })).rejects.toThrow(
    'seen   Namespace shop is still there, deleted at 2026-11-24T00:00:00Z; held by finalizer lab/guard; pods. has 1 resource instances',
  )
})

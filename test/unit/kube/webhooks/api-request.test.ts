import { expect, test } from 'vitest'
import { readApiRequest, renderApiAnswer, renderResources } from '../../../../src/kube/webhooks/api-request.ts'

const root = '/apis/load.example.com/v1'

test.each([
  ['/loads', { resource: 'loads' }],
  ['/loads/web', { resource: 'loads', name: 'web' }],
  ['/namespaces/shop/loads', { namespace: 'shop', resource: 'loads' }],
  ['/namespaces/shop/loads/a%20b', { namespace: 'shop', resource: 'loads', name: 'a b' }],
  ['/namespaces/shop/loads/web/status', { namespace: 'shop', resource: 'loads', name: 'web', subresource: 'status' }],
  ['/namespaces/shop', { resource: 'namespaces', name: 'shop' }],
  ['', { resource: '' }],
])('reads %s', (path, expected) => {
  const { resource, namespace, name, subresource } = read(path)
  expect({ resource, namespace, name, subresource }).toEqual({ namespace: undefined, name: undefined, subresource: undefined, ...expected })
})

test('reads query, body and who asks', () => {
  const request = read('/loads?limit=5', {
    method: 'POST',
    body: '{"value":1}',
    headers: { 'x-remote-user': 'jane', 'x-remote-group': 'dev, system:authenticated' },
  })
  expect(request).toMatchObject({
    method: 'POST',
    path: '/loads',
    body: { value: 1 },
    user: { username: 'jane', groups: ['dev', 'system:authenticated'] },
  })
  expect(request.query.get('limit')).toBe('5')
  expect(read('/loads', { body: 'no: json' }).body).toBe('no: json')
  expect(read('/loads')).toMatchObject({ body: undefined, user: { username: '', groups: [] } })
})

test('an object is JSON, a Response itself, nothing a 404 that says what is missing', async () => {
  const request = read('/loads/web')
  expect(await renderApiAnswer({ value: 1 }, request).json()).toEqual({ value: 1 })
  const own = new Response('gone', { status: 410 })
  expect(renderApiAnswer(own, request)).toBe(own)
  const missing = renderApiAnswer(undefined, request)
  expect(missing.status).toBe(404)
  expect(await missing.json()).toMatchObject({ kind: 'Status', reason: 'NotFound', message: 'loads "web" not found' })
})

test('says what it has, with what goes without saying', async () => {
  expect(await renderResources('load.example.com/v1', [{ name: 'loads', kind: 'Load' }]).json()).toEqual({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: 'load.example.com/v1',
    resources: [{ name: 'loads', kind: 'Load', singularName: 'load', namespaced: true, verbs: ['get', 'list'] }],
  })
})

function read(path: string, more: { method?: string; body?: string; headers?: Record<string, string> } = {}) {
  return readApiRequest({ method: 'GET', headers: {}, body: '', clientName: undefined, url: `${root}${path}`, ...more }, root)
}

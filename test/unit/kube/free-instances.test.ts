import { expect, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { freeInstances } from '../../../src/kube/free-instances.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const definition = {
  metadata: { name: 'sites.example.com' },
  spec: {
    group: 'example.com',
    names: { plural: 'sites' },
    versions: [
      { name: 'v1alpha1', storage: false },
      { name: 'v1', storage: true },
    ],
  },
}
const sites = [
  { metadata: { name: 'home', namespace: 'a-test', finalizers: ['example.com/farewell'] } },
  { metadata: { name: 'free', namespace: 'a-test' } },
]

test('finalizers of its objects are taken off in the version they are stored in, and named', async () => {
  const patches: string[] = []
  await using server = await startKubeServer((request, response) => {
    if (request.method === 'PATCH') patches.push(request.url)
    if (request.url.endsWith('/sites.example.com')) return sendJson(response, definition)
    sendJson(response, { apiVersion: 'example.com/v1', kind: 'SiteList', metadata: { resourceVersion: '1' }, items: sites })
  })
  await using connection = await connectKube(server.kubeconfig)
  const told = await freeInstances(connection, 'sites.example.com', AbortSignal.timeout(5_000))
  expect(told).toEqual(['Site a-test/home, held by example.com/farewell'])
  expect(patches).toEqual(['/apis/example.com/v1/namespaces/a-test/sites/home'])
})

test('a definition that is gone has none', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, { kind: 'Status', message: 'not found' }, 404))
  await using connection = await connectKube(server.kubeconfig)
  expect(await freeInstances(connection, 'sites.example.com', AbortSignal.timeout(5_000))).toEqual([])
})

import { expect, test } from 'vitest'
import { createClient } from '../../../src/kube/client.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const emptyList = { apiVersion: 'v1', kind: 'NamespaceList', metadata: {}, items: [] }

test('50 calls in a row and 50 at once share one connection, which close() closes', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, emptyList))
  const client = await createClient(server.kubeconfig)
  for (let call = 0; call < 50; call += 1) await client.core.listNamespace()
  await Promise.all(Array.from({ length: 50 }, () => client.core.listNamespace()))
  expect(server.requests).toHaveLength(100)
  expect(server.connections()).toEqual({ opened: 1, open: 1 })
  await client.close()
  await expect.poll(() => server.connections().open).toBe(0)
})

test('APIs made by the user of the client share the connection too', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, emptyList))
  await using client = await createClient(server.kubeconfig)
  const { PolicyV1Api } = await import('@kubernetes/client-node')
  await client.core.listNamespace()
  await client.config.makeApiClient(PolicyV1Api).listPodDisruptionBudgetForAllNamespaces()
  expect(server.connections().opened).toBe(1)
})

test('typed APIs are made once, the one for any kind each time', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, emptyList))
  await using client = await createClient(server.kubeconfig)
  expect(client.core).toBe(client.core)
  expect(client.apps.constructor.name).toMatch(/AppsV1Api/)
  expect(client.objects).not.toBe(client.objects)
})

test('after close() a further call opens a connection again', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, emptyList))
  await using client = await createClient(server.kubeconfig)
  await client.core.listNamespace()
  await client.close()
  await client.core.listNamespace()
  expect(server.connections().opened).toBe(2)
})

test('connections follow the cluster and user of the context', async () => {
  await using one = await startKubeServer((_request, response) => sendJson(response, emptyList))
  await using two = await startKubeServer((_request, response) => sendJson(response, emptyList))
  await using client = await createClient(mergeContexts(one.kubeconfig, two.kubeconfig))
  const { CoreV1Api } = await import('@kubernetes/client-node')
  for (const context of ['first', 'second', 'first']) {
    client.config.setCurrentContext(context)
    await client.config.makeApiClient(CoreV1Api).listNamespace()
  }
  expect([one.connections().opened, one.requests.length]).toEqual([1, 2])
  expect([two.connections().opened, two.requests.length]).toEqual([1, 1])
})

interface Config {
  clusters: { name: string }[]
  users: { name: string }[]
}

function mergeContexts(first: string, second: string): string {
  const configs: [string, Config][] = [
    ['first', JSON.parse(first)],
    ['second', JSON.parse(second)],
  ]
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'first',
    clusters: configs.flatMap(([name, { clusters }]) => clusters.map((cluster) => ({ ...cluster, name }))),
    users: configs.flatMap(([name, { users }]) => users.map((user) => ({ ...user, name }))),
    contexts: configs.map(([name]) => ({ name, context: { cluster: name, user: name } })),
  })
}

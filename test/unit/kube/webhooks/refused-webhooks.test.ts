// What the cluster has already is not taken from it.
import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { installAggregatedApi } from '../../../../src/kube/webhooks/aggregated-api.ts'
import { installConversionWebhook } from '../../../../src/kube/webhooks/conversion-webhook.ts'
import type { WebhookHost } from '../../../../src/kube/webhooks/host.ts'
import { startDeadline } from '../../../../src/support/deadline.ts'
import { type Answer, sendJson, startKubeServer } from '../../../support/kube-server.ts'

const definition = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com'

test('a conversion needs its definition', async () => {
  await using api = await startApi((_request, response) => sendJson(response, { kind: 'Status', message: 'not found' }, 404))
  await expect(convert(api)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_CONFIG_INVALID: there is no CustomResourceDefinition widgets.example.com whose conversion could be served
      do     apply it first; its name is the plural and the group, 'widgets.example.com']
  `)
  expect(api.requests).toEqual([`GET ${definition}`])
})

test('a conversion that another test serves stays with it', async () => {
  const metadata = { name: 'widgets.example.com', annotations: { 'vitest-kind/owner': 'pid=2' } }
  await using api = await startApi((_request, response) => sendJson(response, { metadata, spec: {} }))
  await expect(convert(api)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_CONFIG_INVALID: the conversion of CustomResourceDefinition widgets.example.com is served by another test
      do     remove() that one first, or give the tests definitions of their own]
  `)
  expect(api.requests).toEqual([`GET ${definition}`])
})

test('an API that the cluster has already is not removed', async () => {
  await using api = await startApi((request, response) =>
    request.url?.includes('apiservices')
      ? sendJson(response, { kind: 'Status', message: 'apiservices "v1.a.example.com" already exists' }, 409)
      : sendJson(response, {}),
  )
  const installing = installAggregatedApi(
    api.host,
    { group: 'a.example.com', version: 'v1' },
    () => undefined,
    startDeadline('timeout', 10_000),
  )
  await expect(installing).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_APPLY_FAILED: the cluster has an API a.example.com/v1 already
      seen   POST /apis/apiregistration.k8s.io/v1/apiservices: 409 apiservices "v1.a.example.com" already exists
      do     a group belongs to the whole cluster: give each test a group of its own]
  `)
  expect(api.requests.filter((request) => !request.startsWith('POST'))).toEqual([])
  expect(api.served).toEqual([])
})

function convert({ host }: { host: WebhookHost }) {
  return installConversionWebhook(host, { name: 'widgets.example.com', handler: (object) => object }, startDeadline('timeout', 10_000))
}

async function startApi(answer: Answer) {
  const kube = await startKubeServer(answer)
  const connection = await connectKube(kube.kubeconfig)
  const served: string[] = []
  const host: WebhookHost = {
    connection,
    server: {
      port: 1,
      serve(path) {
        served.push(path)
        return () => void served.splice(served.indexOf(path), 1)
      },
      close: () => undefined,
    },
    namespace: 'shop-1',
    host: '127.0.0.1',
    port: 1,
    caBundle: '',
    secretPath: '/secret',
    owner: 'pid=1',
    apiServers: 1,
    guard: () => Promise.reject(new Error('nothing was made that could be undone')),
    onError(error) {
      throw error
    },
  }
  return {
    host,
    served,
    requests: kube.requests,
    async [Symbol.asyncDispose]() {
      await connection.close()
      await kube[Symbol.asyncDispose]()
    },
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { createServiceFetch, type Fetch } from '../../../../src/kube/pods/service-fetch.ts'
import { startDeadline } from '../../../../src/support/deadline.ts'
import { answerPods } from '../../../support/kube-pods.ts'
import { startKubeServer } from '../../../support/kube-server.ts'

interface Served {
  readonly fetch: Fetch
  /** `GET web /path`, as they came. */
  readonly requests: string[]
  readonly forwards: string[]
}

/** A fetch whose forwards all lead to one server of the test's own. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => unknown, budgetMs = 20_000): Promise<Served> {
  const requests: string[] = []
  const forwards: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.headers.host} ${request.url}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const api = await startKubeServer(answerPods(() => []))
  const connection = await connectKube(api.kubeconfig)
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await connection.close()
    await api[Symbol.asyncDispose]()
  })
  const fetch = createServiceFetch({
    connection,
    namespace: 'test',
    startDeadline: () => startDeadline('the test', budgetMs),
    async forward(target, namespace, port) {
      forwards.push(`${namespace} ${target} ${port}`)
      const close = (): Promise<void> => Promise.resolve()
      return { port: (server.address() as AddressInfo).port, lastFailure: () => undefined, close, [Symbol.asyncDispose]: close }
    },
  })
  return { fetch, requests, forwards }
}

test('the request is what it was: URL, Host, body, headers; a Service is led to once', async () => {
  const { fetch, requests, forwards } = await serve(async (request, response) => {
    response.setHeader('x-type', request.headers['content-type'] ?? 'none')
    response.end(await buffer(request))
  })
  const response = await fetch('http://web.other:8080/path?query', { method: 'POST', body: new URLSearchParams({ a: 'ü' }) })
  expect([response.url, await response.text(), response.headers.get('x-type')]).toEqual([
    'http://web.other:8080/path?query',
    'a=%C3%BC',
    'application/x-www-form-urlencoded;charset=UTF-8',
  ])
  const form = new FormData()
  form.set('file', new Blob(['content']), 'name.txt')
  expect(await (await fetch(new Request('http://web/', { method: 'PUT', body: form }))).text()).toContain('filename="name.txt"')
  expect(requests).toEqual(['POST web.other:8080 /path?query', 'PUT web /'])
  expect(forwards).toEqual(['other service/web 8080', 'test service/web 80'])
})

test('redirects lead on to other Services of the cluster, and not out of it', async () => {
  const { fetch, requests } = await serve((request, response) => {
    const [, location] = /to=(.*)/.exec(request.url ?? '') ?? []
    if (location === undefined) return void response.end('here')
    response.writeHead(302, { location }).end()
  })
  const response = await fetch('http://web/?to=http://web.other/there')
  expect([response.redirected, response.url, await response.text()]).toEqual([true, 'http://web.other/there', 'here'])
  expect(requests).toEqual(['GET web /?to=http://web.other/there', 'GET web.other /there'])
  await expect(fetch('http://web/?to=http://wbe/')).rejects.toThrow('wbe is no Service of the cluster')
})

test.for([
  ['http://wbe/', 'wbe is no Service of the cluster: there is no wbe in namespace test; did you mean web?'],
  ['http://database.other/', 'database.other is no Service of the cluster: there is no database in namespace other; there are: web'],
  ['http://127.0.0.1/', '127.0.0.1 is no name of a Service'],
  ['http://www.example.com/', 'www.example.com is no name of a Service'],
] as const)('%s is told to be none', async ([url, message]) => {
  const { fetch } = await serve(() => undefined)
  await expect(fetch(url)).rejects.toThrow(`KIND_CONFIG_INVALID: ${message}`)
})

test('an answer that does not come, one that breaks off, and one that nobody wants any more', async () => {
  const silent = await serve(() => undefined, 1_000)
  await expect(silent.fetch('http://web/silent')).rejects.toThrow(
    'KIND_TIMED_OUT: an answer of http://web/silent did not happen within 1.0 s (the test)',
  )
  const { fetch } = await serve((request) => void request.socket.destroy())
  await expect(fetch('http://web/broken')).rejects.toThrow('KIND_POD_FAILED: http://web/broken gave no answer')
  const reason = new Error('no longer wanted')
  await expect(fetch('http://web/', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

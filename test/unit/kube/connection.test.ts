import { expect, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { KubeRequestError } from '../../../src/kube/request-error.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

test('50 requests one after the other use one connection', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, { items: [] }))
  await using connection = await connectKube(server.kubeconfig)
  for (let call = 0; call < 50; call += 1) await connection.request({ path: '/api/v1/nodes' })
  expect(server.connections()).toEqual({ opened: 1, open: 1 })
})

test('closing leaves no connection open and ends requests under way', async () => {
  await using server = await startKubeServer(() => undefined)
  const connection = await connectKube(server.kubeconfig)
  const unanswered = connection.request({ path: '/api/v1/nodes' })
  const refused = expect(unanswered).rejects.toThrow('GET /api/v1/nodes: the connection was closed')
  await expect.poll(() => server.requests).toHaveLength(1)
  await connection.close()
  await refused
  await expect.poll(() => server.connections().open).toBe(0)
})

test('a refusal carries the status, the reason and the words of the API', async () => {
  await using server = await startKubeServer((_request, response) =>
    sendJson(response, { kind: 'Status', code: 409, reason: 'AlreadyExists', message: 'namespaces "a" already exists' }, 409),
  )
  await using connection = await connectKube(server.kubeconfig)
  const error = await connection.request({ method: 'POST', path: '/api/v1/namespaces', body: {} }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(KubeRequestError)
  expect(error).toMatchObject({
    message: 'POST /api/v1/namespaces: 409 namespaces "a" already exists',
    status: 409,
    reason: 'AlreadyExists',
    apiMessage: 'namespaces "a" already exists',
  })
})

test('a refusal in plain text is told as it is', async () => {
  await using server = await startKubeServer((_request, response) => {
    response.writeHead(500, { 'content-type': 'text/plain' })
    response.end('[-]etcd failed: reason withheld\n')
  })
  await using connection = await connectKube(server.kubeconfig)
  await expect(connection.request({ path: '/readyz' })).rejects.toThrow('GET /readyz: 500 [-]etcd failed: reason withheld')
})

test('a server that is not there is told by its address', async () => {
  const server = await startKubeServer(() => undefined)
  await server[Symbol.asyncDispose]()
  await using connection = await connectKube(server.kubeconfig)
  const error = await connection.request({ path: '/readyz' }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    status: undefined,
    reason: 'ECONNREFUSED',
    message: expect.stringMatching(/^GET \/readyz: connect ECONNREFUSED 127\.0\.0\.1:\d+$/),
  })
})

test('silence ends a request after its time limit', async () => {
  await using server = await startKubeServer(() => undefined)
  await using connection = await connectKube(server.kubeconfig)
  await expect(connection.request({ path: '/readyz', timeoutMs: 50 })).rejects.toThrow('GET /readyz: no answer for 50 ms')
})

test('silence in the middle of an answer ends it too', async () => {
  await using server = await startKubeServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"items":')
  })
  await using connection = await connectKube(server.kubeconfig)
  await expect(connection.request({ path: '/api/v1/nodes', timeoutMs: 50 })).rejects.toThrow('GET /api/v1/nodes: no answer for 50 ms')
})

test('an answer cut off in the middle is an error, not a short answer', async () => {
  await using server = await startKubeServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"items":')
    setTimeout(() => server.dropConnections(), 20)
  })
  await using connection = await connectKube(server.kubeconfig)
  await expect(connection.request({ path: '/api/v1/nodes' })).rejects.toThrow(KubeRequestError)
})

test('a kept connection that the server closed meanwhile costs nothing', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, {}))
  await using connection = await connectKube(server.kubeconfig)
  for (let call = 0; call < 20; call += 1) {
    await connection.request({ path: '/api/v1/nodes' })
    server.dropConnections()
  }
  expect(server.requests.length).toBeGreaterThanOrEqual(20)
})

test('what makes an object is never sent twice, also when its connection is cut without an answer', async () => {
  await using server = await startKubeServer((request, response) =>
    request.method === 'POST' ? server.dropConnections() : sendJson(response, {}),
  )
  await using connection = await connectKube(server.kubeconfig)
  await connection.request({ path: '/api/v1/nodes' })
  await expect(connection.request({ method: 'POST', path: '/api/v1/pods', body: {} })).rejects.toThrow('POST /api/v1/pods: ')
  expect(server.requests).toEqual(['GET /api/v1/nodes', 'POST /api/v1/pods'])
})

test('a stream gives whole lines, however they are cut on the wire', async () => {
  await using server = await startKubeServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"a":1}\n{"b":')
    setTimeout(() => response.end('"ü"}\n{"c":3}'), 10)
  })
  await using connection = await connectKube(server.kubeconfig)
  const lines: string[] = []
  for await (const line of connection.lines({ path: '/api/v1/nodes' })) lines.push(line)
  expect(lines).toEqual(['{"a":1}', '{"b":"ü"}', '{"c":3}'])
})

test('leaving a stream closes its connection', async () => {
  await using server = await startKubeServer((_request, response) => {
    response.writeHead(200)
    response.write('first\n')
  })
  await using connection = await connectKube(server.kubeconfig)
  for await (const line of connection.lines({ path: '/api/v1/nodes' })) {
    expect(line).toBe('first')
    break
  }
  await expect.poll(() => server.connections().open).toBe(0)
})

test('a process that forgets to close its connection still ends', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, {}))
  const { execFile } = await import('node:child_process')
  const module = JSON.stringify(new URL('../../../src/kube/connection.ts', import.meta.url).href)
  const program = `const { connectKube } = await import(${module}); const kube = await connectKube(process.argv[1]); console.log(await kube.request({ path: '/api' }))`
  const output = await new Promise((resolve, reject) => {
    execFile(process.execPath, ['--input-type=module', '-e', program, server.kubeconfig], { timeout: 50_000 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })
  expect(output).toBe('{}\n')
})

test('a server that says when to come again is asked again then', async () => {
  let asked = 0
  await using server = await startKubeServer((_request, response) => {
    asked += 1
    if (asked === 2) return sendJson(response, { items: [] })
    response.writeHead(429, { 'retry-after': '0' })
    response.end('storage is (re)initializing')
  })
  await using connection = await connectKube(server.kubeconfig)
  expect(await connection.request({ path: '/api/v1/nodes' })).toEqual({ items: [] })
  asked = 2
  await expect(connection.request({ path: '/api/v1/nodes' })).rejects.toThrow('GET /api/v1/nodes: 429 storage is (re)initializing')
})

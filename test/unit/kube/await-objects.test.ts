import { expect, onTestFinished, test, vi } from 'vitest'
import { awaitObjects, type AwaitedObjects } from '../../../src/kube/await-objects.ts'
import { connectKube } from '../../../src/kube/connection.ts'
import { startDeadline } from '../../../src/support/deadline.ts'
import { holdDeadline } from '../../support/hold-deadline.ts'
import { type Answer, sendJson, startKubeServer } from '../../support/kube-server.ts'

type Response = Parameters<Answer>[1]

const node = (name: string, ready: boolean): object => ({ metadata: { name, uid: name, resourceVersion: '2' }, ready })
const list = (...items: object[]): object => ({ apiVersion: 'v1', kind: 'NodeList', metadata: { resourceVersion: '1' }, items })

function sendEvents(response: Response, ...events: { type: string; object: object }[]): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/json' })
  for (const event of events) response.write(`${JSON.stringify(event)}\n`)
}

function allReady(deadline = startDeadline('the test', 20_000)): AwaitedObjects {
  return {
    path: '/api/v1/nodes',
    awaited: 'readiness of the nodes',
    deadline,
    judge: (nodes) => ({
      ready: nodes.length > 0 && nodes.every((one) => one['ready'] === true),
      why: nodes.map((one) => `${one.kind} ${one.metadata.name} is not ready`),
    }),
  }
}

test('one list is enough when all is well already', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, list(node('a', true))))
  await using connection = await connectKube(server.kubeconfig)
  expect(await awaitObjects(connection, allReady())).toMatchObject([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }])
  expect(server.requests).toEqual(['GET /api/v1/nodes'])
})

test('a change is seen as it happens: additions, modifications and deletions', async () => {
  await using server = await startKubeServer((request, response) => {
    if (!request.url.includes('watch=true')) return sendJson(response, list(node('a', false), node('gone', false)))
    sendEvents(response, { type: 'ADDED', object: node('b', true) }, { type: 'DELETED', object: node('gone', false) })
    setTimeout(() => sendEvents(response, { type: 'MODIFIED', object: node('a', true) }), 30)
  })
  await using connection = await connectKube(server.kubeconfig)
  const nodes = await awaitObjects(connection, allReady())
  expect(nodes.map((one) => one.metadata.name)).toEqual(['a', 'b'])
  expect(server.requests).toHaveLength(2)
})

test('a watch that the server ends goes on where it ended', async () => {
  let watches = 0
  await using server = await startKubeServer((request, response) => {
    if (!request.url.includes('watch=true')) return sendJson(response, list(node('a', false)))
    watches += 1
    if (watches < 3) sendEvents(response, { type: 'BOOKMARK', object: { metadata: { resourceVersion: `${watches}0` } } })
    else sendEvents(response, { type: 'MODIFIED', object: node('a', true) })
    response.end()
  })
  await using connection = await connectKube(server.kubeconfig)
  await awaitObjects(connection, allReady())
  expect(server.requests.map((request) => /resourceVersion=(\d+)/.exec(request)?.[1])).toEqual([undefined, '1', '10', '20'])
})

test('a version the server has forgotten leads to a new list', async () => {
  let lists = 0
  await using server = await startKubeServer((request, response) => {
    if (!request.url.includes('watch=true')) {
      lists += 1
      return sendJson(response, list(node('a', lists > 1)))
    }
    sendEvents(response, {
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 1 (5)' },
    })
    response.end()
  })
  await using connection = await connectKube(server.kubeconfig)
  await awaitObjects(connection, allReady())
  expect(lists).toBe(2)
})

test('an API server that is refused, unready or cut off is asked again until it answers', async () => {
  const failures: ((response: Response) => void)[] = [
    () => server.dropConnections(),
    (response) => sendJson(response, { kind: 'Status', code: 403, message: 'nodes is forbidden' }, 403),
    (response) => {
      response.writeHead(503)
      response.end('starting')
    },
  ]
  await using server = await startKubeServer((_request, response) => {
    const fail = failures.pop()
    if (fail) return fail(response)
    return sendJson(response, list(node('a', true)))
  })
  await using connection = await connectKube(server.kubeconfig)
  await awaitObjects(connection, allReady())
  expect(server.requests).toHaveLength(4)
})

test('a test that fakes timers and clock is served all the same', async () => {
  let lists = 0
  await using server = await startKubeServer((_request, response) => {
    lists += 1
    return lists > 1 ? sendJson(response, list(node('a', true))) : sendJson(response, {}, 500)
  })
  await using connection = await connectKube(server.kubeconfig)
  onTestFinished(() => void vi.useRealTimers())
  vi.useFakeTimers()
  await awaitObjects(connection, allReady())
  expect(lists).toBe(2)
})

test('when time runs out the error tells what was seen last and what explains it', async () => {
  const { deadline, spend } = holdDeadline()
  await using server = await startKubeServer((request, response) => {
    if (request.url.includes('watch=true')) spend()
    else sendJson(response, list(node('a', false)))
  })
  await using connection = await connectKube(server.kubeconfig)
  await expect(awaitObjects(connection, { ...allReady(deadline), explain: async (nodes) => [`${nodes.length} node was seen`] })).rejects
    .toThrow(`KIND_TIMED_OUT: readiness of the nodes did not happen before the time was up
  seen   Node a is not ready
  seen   1 node was seen`)
})

test('when no answer ever came, the error tells why', async () => {
  const server = await startKubeServer(() => undefined)
  await server[Symbol.asyncDispose]()
  await using connection = await connectKube(server.kubeconfig)
  await expect(awaitObjects(connection, allReady(startDeadline('the test', 2_000)))).rejects.toThrow(
    /KIND_TIMED_OUT: [^]*seen   GET \/api\/v1\/nodes: connect ECONNREFUSED 127\.0\.0\.1:\d+/,
  )
})

test('cancelling ends the wait at once', async () => {
  await using server = await startKubeServer((request, response) => {
    if (!request.url.includes('watch=true')) sendJson(response, list(node('a', false)))
  })
  await using connection = await connectKube(server.kubeconfig)
  const cancel = new AbortController()
  const waiting = awaitObjects(connection, allReady(startDeadline('the test', 60_000, cancel.signal)))
  const cancelled = expect(waiting).rejects.toThrow('KIND_CANCELLED: cancelled while waiting for readiness of the nodes')
  await expect.poll(() => server.requests).toHaveLength(2)
  cancel.abort()
  await cancelled
})

test('a judgement that throws ends the wait with its own error', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, list(node('a', false))))
  await using connection = await connectKube(server.kubeconfig)
  await expect(awaitObjects(connection, { ...allReady(), judge: refuse })).rejects.toThrow(new RangeError('never will'))
})

function refuse(): never {
  throw new RangeError('never will')
}

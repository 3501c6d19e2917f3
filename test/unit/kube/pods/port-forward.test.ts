import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { type Forward, openForward } from '../../../../src/kube/pods/port-forward.ts'
import { startDeadline } from '../../../../src/support/deadline.ts'
import { answerPods, pod } from '../../../support/kube-pods.ts'
import { startKubeServer } from '../../../support/kube-server.ts'
import { type ServerStream, serveStreams } from '../../../support/kube-streams.ts'

interface Cluster {
  readonly forward: Forward
  readonly requests: readonly string[]
  /** A new connection to the forwarded port. */
  readonly open: () => Socket
}

async function forwardTo(serve: (stream: ServerStream) => void, pods: () => readonly object[] = () => [pod('web-1')]): Promise<Cluster> {
  const begin = (stream: ServerStream): void => {
    stream.send(0, Buffer.of(144, 31))
    stream.send(1, Buffer.of(144, 31))
    serve(stream)
  }
  const server = await startKubeServer(answerPods(pods), serveStreams(begin))
  const connection = await connectKube(server.kubeconfig)
  const startPatience = () => ({ deadline: startDeadline('the test', 10_000) })
  const forward = await openForward(connection, {
    target: 'service/web',
    namespace: 'test',
    port: 'http',
    ...startPatience(),
    startPatience,
  })
  onTestFinished(async () => {
    await forward.close()
    await connection.close()
    await server[Symbol.asyncDispose]()
  })
  return { forward, requests: server.requests, open: () => connect(forward.port, '127.0.0.1') }
}

/** Gives back what it gets, and ends after `bytes`. */
const echo =
  (bytes: number) =>
  ({ send, socket, onMessage }: ServerStream): void => {
    let seen = 0
    onMessage((channel, data) => {
      expect(channel).toBe(0)
      send(0, data)
      seen += data.length
      if (seen >= bytes) socket.close()
    })
  }

test('bytes go both ways, over many connections at once, to the port that the Service leads to', async () => {
  const { open, requests } = await forwardTo(echo(200_000))
  const sent = 'abcdefgh'.repeat(25_000)
  const received = await Promise.all(
    Array.from({ length: 5 }, () => {
      const socket = open()
      socket.end(sent)
      return text(socket)
    }),
  )
  expect(received.every((one) => one === sent)).toBe(true)
  const streams = requests.filter((request) => request.includes('portforward'))
  expect(streams).toEqual(Array.from({ length: 5 }, () => 'GET /api/v1/namespaces/test/pods/web-1/portforward?ports=8080'))
})

test('each connection goes to a pod that is ready then', async () => {
  let name = 'old'
  const { open } = await forwardTo(
    ({ url, send, socket }) => {
      send(0, url.pathname.split('/')[6]!)
      socket.close()
    },
    () => [pod('never', { ready: false }), pod(name)],
  )
  expect(await text(open())).toBe('old')
  name = 'new'
  expect(await text(open())).toBe('new')
})

test('a pod that refuses resets the connection, and the reason is kept', async () => {
  const { open, forward } = await forwardTo(({ send }) => send(1, 'connection refused'))
  const [error] = await once(open(), 'error')
  expect(error).toMatchObject({ code: 'ECONNRESET' })
  expect(forward.lastFailure()).toBe('Pod web-1: connection refused')
})

test('clients that reset, and streams that break, harm nobody else', async () => {
  let served = 0
  const { open } = await forwardTo((stream) => {
    served += 1
    if (served === 2) return stream.socket.terminate()
    echo(4)(stream)
  })
  const first = open()
  first.write('x')
  await once(first, 'data')
  first.resetAndDestroy()
  const second = open()
  const [error] = await once(second, 'error')
  expect(error).toMatchObject({ code: 'ECONNRESET' })
  const third = open()
  third.end('last')
  expect(await text(third)).toBe('last')
})

test('closing ends every connection, and frees the port', async () => {
  const { open, forward } = await forwardTo(echo(1_000))
  const socket = open()
  socket.write('x')
  await once(socket, 'data')
  socket.resume()
  const closed = once(socket, 'close')
  await forward.close()
  await closed
  const [error] = await once(open(), 'error')
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
})

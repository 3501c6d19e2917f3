// A port of pods → a port of this machine. Each connection goes to a pod that is ready when it begins, so a forward outlives its pods.
// The API's WebSocket form of it cannot say that one side has no more to send: a pod is not told of a client that closes half.
import { createServer, type Server, type Socket } from 'node:net'
import { describeError } from '../../support/errors.ts'
import { pause } from '../../support/poll.ts'
import { awaitPod, type PickedPod } from './await-pod.ts'
import type { KubeConnection } from '../connection.ts'
import { findPodGroup, type Patience, type PodGroup } from './pod-group.ts'
import { mayPass } from '../request-error.ts'
import { type KubeStream, openStream } from './stream.ts'
import { resolvePort } from './target-port.ts'

export interface ForwardRequest extends Patience {
  readonly target: unknown
  /** Of a target that names none. */
  readonly namespace: string
  readonly port: number | string
  /** How long a connection may wait for a ready pod. */
  readonly startPatience: () => Patience
}

/** Where a forward listens on this machine. */
export interface LocalPlace {
  readonly host: string
  /** 0: one that is free. */
  readonly port: number
}

export interface ListenRequest extends Pick<ForwardRequest, 'port' | 'startPatience'> {
  readonly group: PodGroup
  readonly at: LocalPlace
}

export interface Forward extends AsyncDisposable {
  readonly port: number
  /** Why the newest of the connections that failed did. */
  lastFailure(): string | undefined
  /** Ends all connections. */
  close(): Promise<void>
}

interface Way {
  readonly connection: KubeConnection
  readonly group: PodGroup
  readonly portOf: (pod: PickedPod['pod']) => number
}

const channels = { data: 0, error: 1 }
const AGAIN_MS = 100
// A client that has closed its side may only want to read on, or be gone: it is taken for gone when the pod is silent for so long.
const HALF_OPEN_MS = 5_000

/** On 127.0.0.1. Waits for a ready pod. Throws KIND_CONFIG_INVALID for a port that is not there, and what findPodGroup() and awaitPod() throw. */
export async function openForward(connection: KubeConnection, request: ForwardRequest): Promise<Forward> {
  const group = await findPodGroup(connection, request.target, request.namespace, request)
  const portOf = resolvePort(group, request.port)
  portOf((await awaitPod(connection, group, { be: 'ready' }, request)).pod)
  return listenForward(connection, { ...request, group, at: { host: '127.0.0.1', port: 0 } })
}

/** At once: it is each connection that waits for a pod. Throws KIND_CONFIG_INVALID as above, and Node.js' own error where it cannot listen. */
export async function listenForward(connection: KubeConnection, { group, at, ...request }: ListenRequest): Promise<Forward> {
  const way: Way = { connection, group, portOf: resolvePort(group, request.port) }
  let failure: string | undefined
  const sockets = new Set<Socket>()
  const over = new AbortController()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // A reset by the client is its own affair.
    socket.on('error', () => undefined)
    serve(way, socket, request.startPatience(), over.signal).catch((error: unknown) => {
      failure = describeError(error)
      // Not an orderly end: the client is to see that its connection failed.
      socket.resetAndDestroy()
    })
  })
  const port = await listen(server, at)
  const forward: Forward = {
    port,
    lastFailure: () => failure,
    async close() {
      over.abort(new Error('the forward was closed'))
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    [Symbol.asyncDispose]: () => forward.close(),
  }
  return forward
}

/** Resolves when either side has ended. Rejects when the pod could not be reached. */
async function serve(way: Way, socket: Socket, patience: Patience, over: AbortSignal): Promise<void> {
  const gone = new AbortController()
  socket.once('close', () => gone.abort(new Error('the client is gone')))
  const signal = AbortSignal.any([gone.signal, over])
  const deadline = patience.deadline.until(signal)
  const [pod, stream] = await reach(way, { ...patience, deadline }, signal).catch((error: unknown) => {
    if (signal.aborted) return []
    throw error
  })
  if (!pod || !stream) return
  try {
    send(socket, stream).catch(() => undefined)
    await receive(stream, socket, pod)
    if (socket.destroyed) return
    if (stream.brokeOff()) throw new Error(`the connection to Pod ${pod.name} broke off`)
    socket.end()
  } finally {
    stream.close()
  }
}

/** One that is ready, and a connection to its port; another one where it has just gone. `signal` ends the connection. */
async function reach({ connection, group, portOf }: Way, patience: Patience, signal: AbortSignal): Promise<[PickedPod, KubeStream]> {
  for (;;) {
    const picked = await awaitPod(connection, group, { be: 'ready' }, patience)
    try {
      const stream = await openStream(connection, {
        path: `/api/v1/namespaces/${group.namespace}/pods/${picked.name}/portforward`,
        query: [['ports', String(portOf(picked.pod))]],
        protocols: ['v4.channel.k8s.io'],
        signal,
      })
      return [picked, stream]
    } catch (error) {
      if (!mayPass(error) || patience.deadline.signal.aborted) throw error
      await pause(AGAIN_MS, patience.deadline.signal)
    }
  }
}

async function send(socket: Socket, stream: KubeStream): Promise<void> {
  socket.once('end', () => {
    socket.setTimeout(HALF_OPEN_MS)
    socket.once('timeout', () => socket.destroy())
  })
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) await stream.send(channels.data, chunk)
}

async function receive(stream: KubeStream, socket: Socket, { name }: PickedPod): Promise<void> {
  // Each channel begins with two bytes that name the port.
  const begun = new Set<number>()
  for await (const { channel, data } of stream.messages) {
    const content = begun.has(channel) ? data : data.subarray(2)
    begun.add(channel)
    if (content.length === 0) continue
    if (channel === channels.error) throw new Error(`Pod ${name}: ${content.toString('utf8').trim()}`)
    if (channel === channels.data && !socket.write(content)) await awaitDrain(socket)
    if (socket.destroyed) return
  }
}

function awaitDrain(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
  })
}

function listen(server: Server, at: LocalPlace): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}

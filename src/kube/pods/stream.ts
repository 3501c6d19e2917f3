// A request that the API server answers with a connection of several channels (exec, attach, portforward) → messages, each of one
// channel. A WebSocket of the package ws, not of client-node: that takes 0.4 s to load, does not say why a server refused, and cannot
// be made to wait. Knows the framing, and nothing of what is in it.
import { on } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { KubeConnection } from '../connection.ts'
import { refusedRequest, unansweredRequest } from '../request-error.ts'
import { describeRequest, identityHeaders, readText } from '../send-request.ts'

export interface StreamRequest {
  /** `/api/v1/namespaces/default/pods/web/exec` */
  readonly path: string
  /** A name may stand several times. */
  readonly query: readonly (readonly [name: string, value: string])[]
  /** Subprotocols, the best first. */
  readonly protocols: readonly string[]
  readonly signal: AbortSignal
}

export interface ChannelMessage {
  readonly channel: number
  readonly data: Buffer
}

export interface KubeStream {
  /** What the server chose. */
  readonly protocol: string
  /** Resolves when there is room for more. Rejects when the connection has ended. */
  send(channel: number, data: Uint8Array): Promise<void>
  /** Says that a channel has nothing more to come; of `v5.channel.k8s.io` only. */
  end(channel: number): Promise<void>
  /** In order, until the connection ends; whoever takes them slowly slows the sender. To be iterated once. */
  readonly messages: AsyncIterable<ChannelMessage>
  /** Whether it ended without a farewell of the server. */
  brokeOff(): boolean
  /** At once, without a farewell. */
  close(): void
}

const HANDSHAKE_MS = 30_000
// Messages that wait for their reader before the sender is made to wait, of some 32 KiB each.
const HIGH_WATER = 32
const END_OF_CHANNEL = 255
const CLOSED_ABNORMALLY = 1006

/** Resolves when the server has agreed. Rejects with KubeRequestError. */
export async function openStream(connection: KubeConnection, request: StreamRequest): Promise<KubeStream> {
  const [ws, access] = await Promise.all([import('ws'), connection.access()])
  const url = new URL(access.server.replace(/^http/, 'ws') + request.path)
  for (const [name, value] of request.query) url.searchParams.append(name, value)
  request.signal.throwIfAborted()
  const socket = new ws.WebSocket(url, request.protocols, {
    agent: access.agent,
    headers: identityHeaders(access) as Record<string, string>,
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: 0,
  })
  // From here on, so that nothing is lost that comes before it is iterated; it hears the socket's errors, too.
  const received = on(socket, 'message', { close: ['close'], highWaterMark: HIGH_WATER, lowWaterMark: 1 })
  const close = (): void => socket.terminate()
  request.signal.addEventListener('abort', close, { once: true })
  socket.once('close', () => request.signal.removeEventListener('abort', close))
  let farewell = false
  socket.once('close', (code) => (farewell = code !== CLOSED_ABNORMALLY))
  await awaitOpen(socket, describeRequest({ path: request.path }))
  const send = (data: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => socket.send(data, (error) => (error ? reject(error) : resolve())))
  return {
    protocol: socket.protocol,
    send: (channel, data) => send(Buffer.concat([Buffer.of(channel), data])),
    end: (channel) => send(Buffer.of(END_OF_CHANNEL, channel)),
    messages: readMessages(received),
    brokeOff: () => !farewell,
    close,
  }
}

function awaitOpen(socket: WebSocket, described: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.on('error', (error) => reject(unansweredRequest(described, error)))
    socket.once('close', () => reject(unansweredRequest(described, new Error('the connection was closed'))))
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      readText({ path: described }, response)
        .then((body) => reject(refusedRequest(described, response.statusCode ?? 0, body)), reject)
        .finally(() => socket.terminate())
    })
  })
}

async function* readMessages(received: AsyncIterable<unknown[]>): AsyncGenerator<ChannelMessage, void> {
  for await (const [message] of received as AsyncIterable<[Buffer]>)
    if (message.length > 0) yield { channel: message[0]!, data: message.subarray(1) }
}

// An API server's way of exec and portforward for a server of the test's own: it takes the protocol offered first, or the one told,
// and gives the test the channels.
import { type WebSocket, WebSocketServer } from 'ws'
import type { Upgrade } from './kube-server.ts'

export interface ServerStream {
  readonly url: URL
  readonly socket: WebSocket
  send(channel: number, data: string | Uint8Array): void
  /** Called with each message. */
  onMessage(take: (channel: number, data: Buffer) => void): void
}

export function serveStreams(serve: (stream: ServerStream) => void, protocol?: string): Upgrade {
  const server = new WebSocketServer({ noServer: true, handleProtocols: (offered) => protocol ?? [...offered][0] ?? false })
  return (request, socket, head) =>
    server.handleUpgrade(request, socket, head, (websocket) =>
      serve({
        url: new URL(request.url ?? '', 'https://localhost'),
        socket: websocket,
        send: (channel, data) => websocket.send(Buffer.concat([Buffer.of(channel), Buffer.from(data)]), () => undefined),
        onMessage: (take) => void websocket.on('message', (data) => take(data[0]!, data.subarray(1))),
      }),
    )
}

/** Refuses as the API server does: with a Status. */
export function refuseStreams(status: number, message: string): Upgrade {
  const body = JSON.stringify({ kind: 'Status', status: 'Failure', message })
  return (_request, socket) =>
    socket.end(
      `HTTP/1.1 ${status} No\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    )
}

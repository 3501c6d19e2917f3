// The other end of the package ws, which only tests need.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

declare module 'ws' {
  export class WebSocketServer {
    constructor(options: { readonly noServer: true; readonly handleProtocols?: (offered: Set<string>) => string | false })
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, then: (socket: WebSocket) => void): void
  }
}

// The part of the package ws that stream.ts uses.
declare module 'ws' {
  import type { EventEmitter } from 'node:events'
  import type { ClientRequest, IncomingMessage } from 'node:http'
  import type { Agent } from 'node:https'

  interface ClientOptions {
    readonly agent?: Agent
    readonly headers?: Readonly<Record<string, string>>
    readonly perMessageDeflate?: boolean
    readonly handshakeTimeout?: number
    readonly maxPayload?: number
  }

  export class WebSocket extends EventEmitter<{
    open: []
    message: [data: Buffer, isBinary: boolean]
    close: [code: number, reason: Buffer]
    error: [error: Error]
    'unexpected-response': [request: ClientRequest, response: IncomingMessage]
  }> {
    constructor(url: URL, protocols: readonly string[], options: ClientOptions)
    readonly protocol: string
    send(data: Uint8Array, done: (error?: Error | null) => void): void
    close(): void
    terminate(): void
    pause(): void
    resume(): void
  }
}

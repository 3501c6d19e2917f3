// An HTTPS server of this process that the API server calls. Knows paths, not what is said on them. A path that nobody could guess is
// what keeps others out; whoever answers on one that can be guessed asks who calls.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Certificate } from '../../support/certificate.ts'

/** A request, its body read. */
export interface Called {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Common name of a client certificate that the `clientAuthority` has signed. */
  readonly clientName: string | undefined
}

export type Answering = (called: Called) => Response | 'hang up' | Promise<Response | 'hang up'>

export interface WebhookServer {
  readonly port: number
  /** Answers requests to this path and to those below it, until the returned function is called. */
  serve(path: string, answer: Answering): () => void
  close(): void
}

export interface WebhookServerOptions {
  /** Of this machine: no other is listened on. */
  readonly address: string
  readonly certificate: Certificate
  /** PEM. Whose client certificates are known. */
  readonly clientAuthority: string | undefined
}

/** Rejects when the address cannot be listened on. */
export async function startWebhookServer({ address, certificate, clientAuthority }: WebhookServerOptions): Promise<WebhookServer> {
  const answers = new Map<string, Answering>()
  const sockets = new Set<Socket>()
  const server = createServer({
    cert: certificate.certificate,
    key: certificate.key,
    ...(clientAuthority !== undefined && { ca: clientAuthority, requestCert: true, rejectUnauthorized: false }),
    // The API server may send again on a connection it has kept, at any time.
    keepAliveTimeout: 0,
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  // Whoever breaks a handshake or goes away has nothing to hear.
  server.on('tlsClientError', () => undefined)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => undefined)
    answer(answers, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, address, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    serve(path, answering) {
      answers.set(path, answering)
      return () => void answers.delete(path)
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function answer(answers: ReadonlyMap<string, Answering>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = request
  const path = url.split('?', 1)[0]!
  const [, answering] = [...answers].find(([served]) => path === served || path.startsWith(`${served}/`)) ?? []
  if (!answering) return void response.writeHead(404).end()
  const answered = await answering({ method, url, headers, body: await readBody(request), clientName: findClientName(request) })
  if (answered === 'hang up') return void request.socket.destroy()
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  if (answered.body) for await (const chunk of answered.body) response.write(chunk)
  response.end()
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function findClientName({ socket }: IncomingMessage): string | undefined {
  const { authorized, getPeerCertificate } = socket as TLSSocket
  if (!authorized) return undefined
  const name: unknown = getPeerCertificate.call(socket).subject?.CN
  return typeof name === 'string' ? name : undefined
}

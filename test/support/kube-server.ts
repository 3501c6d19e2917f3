// A real HTTPS server on loopback that speaks HTTP/1.1 and HTTP/2 and asks for a client certificate, as kube-apiserver does.
// What it answers is the test's own; it counts connections and remembers requests.
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Certificate, createCertificate } from './kube-certificate.ts'

export interface KubeServer extends AsyncDisposable {
  readonly kubeconfig: string
  /** `GET /api/v1/nodes?watch=true`, in order of arrival. */
  readonly requests: string[]
  /** TCP connections accepted so far, and those still open. */
  connections(): { opened: number; open: number }
  /** Closes all connections as a server that goes away does. */
  dropConnections(): void
}

export type Answer = (request: Http2ServerRequest, response: Http2ServerResponse) => void | Promise<void>

let certificates: { readonly server: Certificate; readonly client: Certificate } | undefined

/** A request to go over to another protocol. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** With `openTo: 'anyone'` who comes without a certificate is answered, too; with `hosts` the server's certificate is for these. */
export async function startKubeServer(
  answer: Answer,
  upgrade?: Upgrade,
  { openTo, hosts }: { readonly openTo?: 'anyone'; readonly hosts?: readonly string[] } = {},
): Promise<KubeServer> {
  certificates ??= { server: createCertificate('kube-apiserver'), client: createCertificate('admin', 'system:masters') }
  const { client } = certificates
  const own = hosts ? createCertificate('kube-apiserver', 'vitest-kind', hosts) : certificates.server
  const requests: string[] = []
  const sockets = new Set<Socket>()
  let opened = 0
  const server = createSecureServer({
    allowHTTP1: true,
    cert: own.certificate,
    key: own.key,
    ca: client.certificate,
    requestCert: true,
    rejectUnauthorized: openTo !== 'anyone',
  })
  server.on('connection', (socket: Socket) => {
    opened += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  server.on('request', (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    void answer(request, response)
  })
  server.on('sessionError', () => undefined)
  // With a listener for it, a request to upgrade is no ordinary one any more.
  if (upgrade)
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      requests.push(`${request.method} ${request.url}`)
      upgrade(request, socket, head)
    })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dropConnections = (): void => sockets.forEach((socket) => void socket.destroy())
  return {
    kubeconfig: renderKubeconfig(`https://127.0.0.1:${portOf(server.address())}`, own.certificate, client),
    requests,
    connections: () => ({ opened, open: sockets.size }),
    dropConnections,
    async [Symbol.asyncDispose]() {
      dropConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Answers with JSON. */
export function sendJson(response: Http2ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

export function renderKubeconfig(server: string, authority: string, client: Certificate): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': base64(authority) } }],
    users: [{ name: 'test', user: { 'client-certificate-data': base64(client.certificate), 'client-key-data': base64(client.key) } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  })
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the server does not listen on a port')
  return address.port
}

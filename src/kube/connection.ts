// Kubeconfig text → a light connection to the API server: HTTP/1.1 over kept-alive TLS sockets, nothing but Node.js' own
// modules. Boot and the `apply` and `namespace` fixtures use it, so that neither pays client-node's 400 ms. Knows no kinds.
import type { IncomingMessage } from 'node:http'
import type * as Https from 'node:https'
import { refusedRequest, unansweredRequest } from './request-error.ts'

const SILENCE_MS = 30_000

export interface KubeRequest {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/api/v1/nodes` */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** @default 'application/json' */
  readonly contentType?: string
  readonly signal?: AbortSignal | undefined
  /** Silence on the wire, in milliseconds, after which the request is given up. @default 30_000 */
  readonly timeoutMs?: number
}

export interface KubeConnection extends AsyncDisposable {
  /** `https://127.0.0.1:40123` */
  readonly server: string
  readonly kubeconfig: string
  /** Namespace of the kubeconfig's context, else `default`. */
  readonly namespace: string
  /** One request; the answer's JSON, or its text where it is not JSON. Rejects with KubeRequestError. */
  request<T = unknown>(request: KubeRequest): Promise<T>
  /** A streamed answer, line by line, until the server ends it. Rejects with KubeRequestError. */
  lines(request: KubeRequest): AsyncGenerator<string, void>
  /** Ends every request under way and closes every socket. */
  close(): Promise<void>
}

/** Prepares a connection; sends nothing yet. Throws KIND_CONFIG_INVALID for a kubeconfig that cannot be used. */
export async function connectKube(kubeconfig: string): Promise<KubeConnection> {
  const [{ readKubeAccess }, https] = await Promise.all([import('./kubeconfig.ts'), import('node:https')])
  const access = readKubeAccess(kubeconfig)
  const agent = new https.Agent({
    keepAlive: true,
    // The most recently used socket first: the others may go idle and be closed by the server.
    scheduling: 'lifo',
    ca: access.caCertificate,
    cert: access.clientCertificate,
    key: access.clientKey,
    rejectUnauthorized: !access.skipTlsVerify,
    ...(access.tlsServerName === undefined ? {} : { servername: access.tlsServerName }),
  })
  const closed = new AbortController()
  const send = (request: KubeRequest): Promise<IncomingMessage> =>
    sendRequest(https.request, agent, access, request, request.signal ? AbortSignal.any([request.signal, closed.signal]) : closed.signal)
  const connection: KubeConnection = {
    server: access.server,
    kubeconfig,
    namespace: access.namespace,
    async request<T>(request: KubeRequest) {
      const response = await send(request)
      const text = await readText(request, response)
      const answer: T = response.headers['content-type']?.includes('json') ? JSON.parse(text) : text
      return answer
    },
    async *lines(request) {
      const response = await send(request)
      try {
        yield* splitLines(request, response)
      } finally {
        response.destroy()
      }
    },
    async close() {
      closed.abort(new Error('the connection was closed'))
      agent.destroy()
    },
    [Symbol.asyncDispose]: () => connection.close(),
  }
  return connection
}

/** Resolves with the head of an answer below 400. */
async function sendRequest(
  httpsRequest: typeof Https.request,
  agent: Https.Agent,
  access: { readonly server: string; readonly token: string | undefined },
  request: KubeRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(access.server + request.path)
  for (const [key, value] of Object.entries(request.query ?? {})) if (value !== undefined) url.searchParams.set(key, String(value))
  const body = request.body === undefined ? undefined : JSON.stringify(request.body)
  const options: Https.RequestOptions = {
    agent,
    signal,
    method: request.method ?? 'GET',
    timeout: request.timeoutMs ?? SILENCE_MS,
    headers: {
      accept: 'application/json',
      'user-agent': 'vitest-kind',
      ...(access.token === undefined ? {} : { authorization: `Bearer ${access.token}` }),
      ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json', 'content-length': Buffer.byteLength(body) }),
    },
  }
  const response = await sendOnce(httpsRequest, url, options, body).catch((error: unknown) => {
    throw unansweredRequest(describeRequest(request), error)
  })
  if ((response.statusCode ?? 0) < 400) return response
  throw refusedRequest(describeRequest(request), response.statusCode ?? 0, await readText(request, response))
}

function sendOnce(httpsRequest: typeof Https.request, url: URL, options: Https.RequestOptions, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(url, options)
    let answering: IncomingMessage | undefined
    outgoing.on('response', (response) => {
      answering = response
      resolve(response)
    })
    outgoing.on('timeout', () => (answering ?? outgoing).destroy(new Error(`no answer for ${options.timeout} ms`)))
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The server may close an idle socket at the very moment it is used again; the request never reached it. After a
      // restart of the server that is true of all idle sockets: each try uses up one, so this ends with a new one.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') resolve(sendOnce(httpsRequest, url, options, body))
      else reject(error)
    })
    outgoing.end(body)
  })
}

async function readText(request: KubeRequest, response: IncomingMessage): Promise<string> {
  try {
    response.setEncoding('utf8')
    let text = ''
    for await (const chunk of response as AsyncIterable<string>) text += chunk
    return text
  } catch (error) {
    throw unansweredRequest(describeRequest(request), error)
  }
}

async function* splitLines(request: KubeRequest, response: IncomingMessage): AsyncGenerator<string, void> {
  response.setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    throw unansweredRequest(describeRequest(request), error)
  }
  if (rest !== '') yield rest
}

function describeRequest({ method = 'GET', path }: KubeRequest): string {
  return `${method} ${path}`
}

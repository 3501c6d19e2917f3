// Kubeconfig text → a light connection to the API server: HTTP/1.1 over kept-alive TLS sockets, nothing but Node.js' own
// modules. Boot and the `apply` and `namespace` fixtures use it, so that neither pays client-node's 400 ms. Knows no kinds.
import type { IncomingMessage } from 'node:http'
import { parseJson } from '../support/kube-json.ts'
import type { KubeAccess } from './kubeconfig/kubeconfig.ts'
import { unansweredRequest } from './request-error.ts'
import { describeRequest, type KubeRequest, readText, sendRequest } from './send-request.ts'

export type { KubeRequest } from './send-request.ts'

export interface KubeConnection extends AsyncDisposable {
  /** `https://127.0.0.1:40123` */
  readonly server: string
  readonly kubeconfig: string
  /** Namespace of the kubeconfig's context, else `default`. */
  readonly namespace: string
  /** What a connection of another kind takes; a program that logs in has been asked. */
  access(): Promise<KubeAccess>
  /** One request; the answer's JSON, integers beyond 2^53 as bigint, or its text where it is not JSON. Rejects with KubeRequestError. */
  request<T = unknown>(request: KubeRequest): Promise<T>
  /** A streamed answer, line by line, until the server ends it. Rejects with KubeRequestError. */
  lines(request: KubeRequest): AsyncGenerator<string, void>
  /** Ends every request under way and closes every socket. */
  close(): Promise<void>
}

/** Prepares a connection; sends nothing yet. Throws KIND_CONFIG_INVALID for a kubeconfig that cannot be used. */
export async function connectKube(kubeconfig: string): Promise<KubeConnection> {
  const [{ readKubeAccess }, https] = await Promise.all([import('./kubeconfig/kubeconfig.ts'), import('node:https')])
  const access = readKubeAccess(kubeconfig)
  const login = access.exec && (await import('./kubeconfig/exec-credential.ts')).createExecCredential(access.exec)
  const credential = await login?.()
  const tls = {
    ca: access.caCertificate,
    cert: credential?.clientCertificate ?? access.clientCertificate,
    key: credential?.clientKey ?? access.clientKey,
    rejectUnauthorized: !access.skipTlsVerify,
    ...(access.tlsServerName === undefined ? {} : { servername: access.tlsServerName }),
  }
  // The most recently used socket first: the others may go idle and be closed by the server.
  const agent = new https.Agent({ ...tls, keepAlive: true, scheduling: 'lifo' })
  const agentForPost = new https.Agent(tls)
  const closed = new AbortController()
  const loggedIn = async (): Promise<KubeAccess> => ({
    ...access,
    caCertificate: tls.ca,
    clientCertificate: tls.cert,
    clientKey: tls.key,
    token: (await login?.())?.token ?? access.token,
  })
  const send = async (request: KubeRequest): Promise<IncomingMessage> =>
    sendRequest(
      { access: await loggedIn(), agent, agentForPost, httpsRequest: https.request },
      request,
      request.signal ? AbortSignal.any([request.signal, closed.signal]) : closed.signal,
    )
  const connection: KubeConnection = {
    server: access.server,
    kubeconfig,
    namespace: access.namespace || 'default',
    access: loggedIn,
    async request<T>(request: KubeRequest) {
      const response = await send(request)
      const text = await readText(request, response)
      return (response.headers['content-type']?.includes('json') ? parseJson(text) : text) as T
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
      agentForPost.destroy()
    },
    [Symbol.asyncDispose]: () => connection.close(),
  }
  return connection
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

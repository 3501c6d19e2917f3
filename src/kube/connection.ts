// Kubeconfig text → a light connection to the API server: HTTP/1.1 over kept-alive TLS sockets, nothing but Node.js' own
// modules. Boot and the `apply` and `namespace` fixtures use it, so that neither pays client-node's 400 ms. Knows no kinds.
import type { IncomingMessage } from 'node:http'
import type * as Https from 'node:https'
import { parseJson } from '../support/kube-json.ts'
import type { KubeAccess } from './kubeconfig/kubeconfig.ts'
import { KubeRequestError, unansweredRequest } from './request-error.ts'
import { describeRequest, type KubeRequest, readText, sendRequest } from './send-request.ts'

export type { KubeRequest } from './send-request.ts'

export interface KubeConnection extends AsyncDisposable {
  /** `https://127.0.0.1:40123` */
  readonly server: string
  readonly kubeconfig: string
  /** Namespace of the kubeconfig's context, else `default`. */
  readonly namespace: string
  /** What a connection of another kind takes; a program that logs in has been asked. The agent opens a socket for each request. */
  access(): Promise<KubeAccess & { readonly agent: Https.Agent }>
  /** One request; the answer's JSON, integers beyond 2^53 as bigint, or its text where it is not JSON. Rejects with KubeRequestError. */
  request<T = unknown>(request: KubeRequest): Promise<T>
  /** A streamed answer, line by line, until the server ends it. Rejects with KubeRequestError. */
  lines(request: KubeRequest): AsyncGenerator<string, void>
  /** Ends every request under way and closes every socket. */
  close(): Promise<void>
}

/** Prepares a connection; sends nothing yet. Throws KIND_CONFIG_INVALID for a kubeconfig that cannot be used. */
export async function connectKube(kubeconfig: string): Promise<KubeConnection> {
  const [{ readKubeAccess }, { createLogin }, { openAgents }, https] = await Promise.all([
    import('./kubeconfig/kubeconfig.ts'),
    import('./kubeconfig/login.ts'),
    import('./agents.ts'),
    import('node:https'),
  ])
  const access = readKubeAccess(kubeconfig)
  const login = await createLogin(access)
  const agentsFor = await openAgents(access)
  await login.current()
  const closed = new AbortController()
  const send = async (request: KubeRequest, isSecondTry = false): Promise<IncomingMessage> => {
    const credential = await login.current()
    const { agent, agentForPost } = agentsFor(credential)
    try {
      return await sendRequest(
        { access: { ...access, token: credential.token }, agent, agentForPost, httpsRequest: https.request },
        request,
        request.signal ? AbortSignal.any([request.signal, closed.signal]) : closed.signal,
      )
    } catch (error) {
      const isUnknown = error instanceof KubeRequestError && error.status === 401
      if (!isUnknown || isSecondTry || !login.refused(credential)) throw error
      return send(request, true)
    }
  }
  const connection: KubeConnection = {
    server: access.server,
    kubeconfig,
    namespace: access.namespace || 'default',
    async access() {
      const credential = await login.current()
      return { ...access, ...credential, agent: agentsFor(credential).agentForPost }
    },
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
      agentsFor.close()
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

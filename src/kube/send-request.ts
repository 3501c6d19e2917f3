// One HTTP request → the head of its answer, or a KubeRequestError. Repeats only what never reached the server or what the
// server itself asks to be repeated. Knows nothing of what is asked or answered.
import type { IncomingMessage } from 'node:http'
import type * as Https from 'node:https'
// Not the global timer: users' tests may fake it.
import { setTimeout as pause } from 'node:timers/promises'
import { writeJson } from '../support/kube-json.ts'
import type { KubeAccess } from './kubeconfig/kubeconfig.ts'
import { KubeRequestError, refusedRequest, unansweredRequest } from './request-error.ts'

const SILENCE_MS = 30_000
/**
 * A server that is busy (429) or still starting (503) says when to come again, in whole seconds made for large clusters:
 * here it is asked every 100 ms, 100 times, before that counts as its answer.
 */
const MAX_LATER_MS = 100
const MAX_LATER = 100

export interface KubeRequest {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/api/v1/nodes` */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** Sent as JSON, a bigint as the integer it is. */
  readonly body?: unknown
  /** @default 'application/json' */
  readonly contentType?: string
  /** Media type of the answer. @default 'application/json' */
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
  /** Silence on the wire, in milliseconds, after which the request is given up. @default 30_000 */
  readonly timeoutMs?: number
}

/** Where to, as whom, and over which sockets. */
export interface Route {
  readonly access: Pick<KubeAccess, 'impersonated' | 'server' | 'token'>
  readonly agent: Https.Agent
  /**
   * Gives every request a connection of its own. On a kept one, a request that the server never read cannot be told from one whose
   * answer was lost: anything else may be sent again then, what makes an object must not.
   */
  readonly agentForPost: Https.Agent
  /** Handed over because node:https is loaded only when a connection is made. */
  readonly httpsRequest: typeof Https.request
}

/** Resolves with the head of an answer below 400, after as many tries as the server asks for. Rejects with KubeRequestError. */
export async function sendRequest(
  { access, agent, agentForPost, httpsRequest }: Route,
  request: KubeRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(access.server + request.path)
  for (const [key, value] of Object.entries(request.query ?? {})) if (value !== undefined) url.searchParams.set(key, String(value))
  const body = request.body === undefined ? undefined : writeJson(request.body)
  const options: Https.RequestOptions = {
    agent: request.method === 'POST' ? agentForPost : agent,
    signal,
    method: request.method ?? 'GET',
    timeout: request.timeoutMs ?? SILENCE_MS,
    headers: {
      accept: request.accept ?? 'application/json',
      ...identityHeaders(access),
      ...(body === undefined
        ? {}
        : { 'content-type': request.contentType ?? 'application/json', 'content-length': Buffer.byteLength(body) }),
    },
  }
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await endWith(signal, sendOnce(httpsRequest, url, options, body))
      const { statusCode = 0 } = response
      if (statusCode < 400) return response
      const refusal = refusedRequest(describeRequest(request), statusCode, await readText(request, response))
      const laterMs = Number(response.headers['retry-after']) * 1_000
      if (Number.isNaN(laterMs) || tries > MAX_LATER) throw refusal
      await pause(Math.min(laterMs, MAX_LATER_MS), undefined, { signal }).catch(() => {
        throw refusal
      })
    } catch (error) {
      throw error instanceof KubeRequestError ? error : unansweredRequest(describeRequest(request), error)
    }
  }
}

/** Who asks, as far as that is not said by a certificate. */
export function identityHeaders({ impersonated, token }: Route['access']): Record<string, string | string[]> {
  return {
    'user-agent': 'vitest-kind',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(impersonated && { 'impersonate-user': impersonated.user, 'impersonate-group': [...impersonated.groups] }),
  }
}

/** The whole body. Rejects with KubeRequestError when it is cut off. */
export async function readText(request: KubeRequest, response: IncomingMessage): Promise<string> {
  try {
    response.setEncoding('utf8')
    let text = ''
    for await (const chunk of response as AsyncIterable<string>) text += chunk
    return text
  } catch (error) {
    throw unansweredRequest(describeRequest(request), error)
  }
}

/** `GET /api/v1/nodes` */
export function describeRequest({ method = 'GET', path }: KubeRequest): string {
  return `${method} ${path}`
}

/** At once, also while a proxy keeps the socket waiting: until it has that, a request of Node.js hears of nothing. */
async function endWith<T>(signal: AbortSignal, sent: Promise<T>): Promise<T> {
  let give: (() => void) | undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    give = () => reject(signal.reason)
    signal.addEventListener('abort', give, { once: true })
  })
  try {
    return await Promise.race([sent, aborted])
  } finally {
    if (give) signal.removeEventListener('abort', give)
  }
}

function sendOnce(
  httpsRequest: typeof Https.request,
  url: URL,
  options: Https.RequestOptions,
  body: string | undefined,
): Promise<IncomingMessage> {
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

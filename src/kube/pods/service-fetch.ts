// The global fetch, led to the pods of a Service by the name it has in the cluster. The request stays what it is (URL, Host, redirects to
// other Services); only the place it is sent to is another: that is what undici's dispatchers, on which the global fetch is built, are for.
import type { Deadline } from '../../support/deadline.ts'
import { ConfigError, describeError, KindError } from '../../support/errors.ts'
import { nearest } from '../../support/nearest.ts'
import type { KubeConnection } from '../connection.ts'
import type { KubeList } from '../object.ts'
import type { Forward } from './port-forward.ts'
import { parseServiceName } from './service-name.ts'

export type Fetch = typeof globalThis.fetch

export interface ServiceFetch {
  readonly connection: KubeConnection
  /** Where a name without a namespace is looked for. */
  readonly namespace: string
  /** How long an answer is waited for, a ready pod included. */
  readonly startDeadline: () => Deadline
  /** To a target (`service/web`) of a namespace; kept for as long as there may be requests. */
  readonly forward: (target: string, namespace: string, port: number) => Promise<Forward>
}

interface DispatchOptions {
  /** Closes the connection after the answer. */
  readonly reset?: boolean
  readonly origin?: string | URL | undefined
  readonly headers?: unknown
}

interface Dispatcher {
  dispatch(options: DispatchOptions, handler: unknown): boolean
}

// Of this module's own realm and time: tests may replace the global one.
const fetchAnything = globalThis.fetch

/** What it gives throws KIND_CONFIG_INVALID for what is no Service of the cluster, KIND_TIMED_OUT, KIND_POD_FAILED where no answer came. */
export function createServiceFetch(service: ServiceFetch): Fetch {
  const ways = new Map<string, Promise<Forward>>()
  const find = (origin: string): Promise<Forward> => {
    const way = ways.get(origin) ?? findWay(service, new URL(origin))
    ways.set(origin, way)
    way.catch(() => ways.delete(origin))
    return way
  }
  return async (input, init) => {
    const request = new Request(input, init)
    const deadline = service.startDeadline()
    let used: Forward | undefined
    let failure: unknown
    const lead = async (options: DispatchOptions, handler: unknown): Promise<void> => {
      const origin = String(options.origin)
      const way = await find(origin).catch((error: unknown) => void (failure = error))
      used = way ?? used
      // A connection is to one pod: one that is kept for the next request would be to a pod that may be gone by then, hence `reset`.
      // How a handler is told of a failure differs from one Node.js to the next; a dispatcher without a place to send to knows.
      requireGlobalDispatcher().dispatch({ ...options, reset: true, ...(way ? redirect(origin, way, options) : { origin: '' }) }, handler)
    }
    const dispatcher: Dispatcher = {
      dispatch(options, handler) {
        void lead(options, handler)
        return true
      },
    }
    const signal = AbortSignal.any([request.signal, deadline.signal])
    try {
      return await fetchAnything(request, { signal, dispatcher } as unknown as RequestInit)
    } catch (error) {
      if (failure !== undefined) throw failure
      if (request.signal.aborted) throw error
      if (deadline.signal.aborted) deadline.check(`an answer of ${request.url}`)
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      throw new KindError('KIND_POD_FAILED', {
        what: `${request.url} gave no answer`,
        seen: [used?.lastFailure() ?? describeError(cause)],
        cause: error,
      })
    }
  }
}

async function findWay(
  { connection, namespace, startDeadline, forward }: ServiceFetch,
  { hostname, port, protocol }: URL,
): Promise<Forward> {
  const named = parseServiceName(hostname, namespace)
  if (!named) throw unknownService(`${hostname} is no name of a Service`)
  const { items } = await connection.request<KubeList>({
    path: `/api/v1/namespaces/${named.namespace}/services`,
    signal: startDeadline().signal,
  })
  const names = items.map(({ metadata }) => metadata.name)
  if (!names.includes(named.service)) {
    const near = nearest(named.service, names)
    const others = near === undefined ? `; there are: ${names.join(', ') || 'none'}` : `; did you mean ${near}?`
    throw unknownService(`${hostname} is no Service of the cluster: there is no ${named.service} in namespace ${named.namespace}${others}`)
  }
  const target = named.pod === undefined ? `service/${named.service}` : `pod/${named.pod}`
  return forward(target, named.namespace, Number(port) || (protocol === 'https:' ? 443 : 80))
}

/** The same request, sent elsewhere. Host is that of the URL, and with it the name that TLS asks for. */
function redirect(origin: string, { port }: Forward, { headers }: DispatchOptions): DispatchOptions {
  const { protocol, host } = new URL(origin)
  return { origin: `${protocol}//127.0.0.1:${port}`, headers: withHost(headers, host) }
}

/** As undici takes headers: one list of names and values in turn, pairs, or a map. */
function withHost(headers: unknown, host: string): unknown {
  if (Array.isArray(headers) && !Array.isArray(headers[0])) return withHost(toPairs(headers), host)
  const pairs = isIterable(headers) ? [...headers] : Object.entries(headers ?? {})
  return Object.fromEntries([...pairs, ['host', host]])
}

function toPairs(flat: readonly unknown[]): unknown[][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]]] : []))
}

function isIterable(value: unknown): value is Iterable<[string, unknown]> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

/** That of the undici inside Node.js, which the global fetch has loaded: under 2 since undici 8, under 1 before. */
function requireGlobalDispatcher(): Dispatcher {
  const place = globalThis as unknown as Readonly<Record<symbol, Dispatcher | undefined>>
  const dispatcher = place[Symbol.for('undici.globalDispatcher.2')] ?? place[Symbol.for('undici.globalDispatcher.1')]
  if (!dispatcher) throw new TypeError('the global fetch is not that of Node.js')
  return dispatcher
}

function unknownService(what: string): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', { what, do: 'write the name that pods use: http://web/, http://web.other-namespace:8080/' })
}

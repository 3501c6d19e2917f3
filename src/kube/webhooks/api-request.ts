// A request that the API server passes on to an aggregated API → what it asks for, and a handler's answer → what is sent back. Pure.
import { describeError } from '../../support/errors.ts'
import { parseJson, writeJson } from '../../support/kube-json.ts'
import type { Called } from './webhook-server.ts'

/** A request to an aggregated API. */
export interface ApiRequest {
  readonly method: string
  /** Below `/apis/GROUP/VERSION`: `/namespaces/default/loads/web`. */
  readonly path: string
  readonly query: URLSearchParams
  /** Absent for all namespaces, and for what has none. */
  readonly namespace?: string
  /** `loads` */
  readonly resource: string
  /** Absent for the collection. */
  readonly name?: string
  readonly subresource?: string
  /** Of JSON the value, else the text. */
  readonly body: unknown
  /** Who asks, as the API server has authenticated it. */
  readonly user: { readonly username: string; readonly groups: readonly string[] }
}

/** What an aggregated API says it has: then kubectl and clients know of it. */
export interface ApiResourceOptions {
  /** Plural. */
  readonly name: string
  readonly kind: string
  /** @default true */
  readonly namespaced?: boolean
  /** @default ['get', 'list'] */
  readonly verbs?: readonly string[]
  readonly singularName?: string
  readonly shortNames?: readonly string[]
}

/** An object is sent as JSON, a Response as it is; nothing means that there is no such thing (404). */
export type ApiAnswer = object | Response | null | undefined | void

export function readApiRequest({ method, url, headers, body }: Called, root: string): ApiRequest {
  const { pathname, searchParams } = new URL(url, 'https://api')
  const path = pathname.slice(root.length)
  const segments = path.split('/').filter(Boolean).map(decodeURIComponent)
  const inNamespace = segments[0] === 'namespaces' && segments.length > 2
  const [resource = '', name, ...rest] = inNamespace ? segments.slice(2) : segments
  const groups = headers['x-remote-group'] ?? []
  return {
    method,
    path,
    query: searchParams,
    ...(inNamespace && { namespace: segments[1]! }),
    resource,
    ...(name !== undefined && { name }),
    ...(rest.length > 0 && { subresource: rest.join('/') }),
    body: body === '' ? undefined : readBody(body),
    user: {
      username: String(headers['x-remote-user'] ?? ''),
      groups: Array.isArray(groups) ? groups : groups.split(', '),
    },
  }
}

/** What the API server asks before it passes anything on. */
export function renderResources(groupVersion: string, resources: readonly ApiResourceOptions[]): Response {
  return json({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: resources.map((resource) => ({
      singularName: resource.kind.toLowerCase(),
      namespaced: true,
      verbs: ['get', 'list'],
      ...resource,
    })),
  })
}

export function renderApiAnswer(answered: ApiAnswer, { resource, name }: ApiRequest): Response {
  if (answered instanceof Response) return answered
  if (answered === undefined || answered === null)
    return renderStatus(404, 'NotFound', name === undefined ? `there is no ${resource}` : `${resource} "${name}" not found`)
  return json(answered)
}

export function renderApiError(error: unknown): Response {
  return renderStatus(500, 'InternalError', describeError(error))
}

export function renderStatus(code: number, reason: string, message: string): Response {
  return json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }, code)
}

function json(value: object, status = 200): Response {
  return new Response(writeJson(value), { status, headers: { 'content-type': 'application/json' } })
}

function readBody(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

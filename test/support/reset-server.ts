// An API server that holds objects of a few kinds, lists, makes, changes and removes them; with finalizers, which hold what is removed, and
// whatever it is told to refuse.
import { text } from 'node:stream/consumers'
import { type KubeServer, sendJson, startKubeServer } from './kube-server.ts'
import type { KubeObject } from '../../src/kube/object.ts'

export interface ResetServer extends AsyncDisposable {
  readonly server: KubeServer
  /** `ConfigMap shop/a`, sorted. */
  list(): string[]
}

const kinds = [
  { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace' },
  { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap' },
  { group: '', version: 'v1', resource: 'events', kind: 'Event' },
  { group: 'example.com', version: 'v1', resource: 'widgets', kind: 'Widget' },
]
const place =
  /^(?<root>\/api\/v1|\/apis\/[^/]+\/v1)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/[^/]+(?:\/[^/]+)?$))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+))?$/

/** @param refuses answers 403 where it says so of `DELETE /api/v1/…` */
export async function startResetServer(
  objects: readonly KubeObject[],
  refuses: (request: string) => boolean = () => false,
): Promise<ResetServer> {
  const held = new Map<string, KubeObject>()
  const keyOf = (resource: string, namespace = '', name = ''): string => `${resource} ${namespace}/${name}`
  const resourceOf = (object: KubeObject): string => kinds.find(({ kind }) => kind === object.kind)!.resource
  const put = (object: KubeObject): void =>
    void held.set(keyOf(resourceOf(object), object.metadata.namespace, object.metadata.name), object)
  objects.forEach(put)
  const server = await startKubeServer(async (request, response) => {
    const { pathname: whole } = new URL(request.url, 'https://server')
    const pathname = whole.replace(/\/finalize$/, '')
    const isFinalized = whole !== pathname
    if (pathname === '/api' || pathname === '/apis') return sendJson(response, discover(pathname === '/api'))
    const { namespace, resource = '', name } = place.exec(pathname)?.groups ?? {}
    const key = keyOf(resource, namespace, name)
    const found = held.get(key)
    const body = JSON.parse((await text(request)) || '{}') as KubeObject
    const method = request.method
    if (refuses(`${method} ${pathname}`)) return sendJson(response, { kind: 'Status', message: 'not allowed' }, 403)
    if (method === 'GET' && name === undefined) {
      const items = [...held].flatMap(([one, object]) => (one.startsWith(`${resource} `) ? [object] : []))
      return sendJson(response, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items })
    }
    if (method === 'POST') {
      put(body)
      return sendJson(response, body, 201)
    }
    if (!found) return sendJson(response, { kind: 'Status', message: 'not found' }, 404)
    if (method === 'DELETE') {
      const isHeld = (found.metadata.finalizers ?? []).length > 0 || found.kind === 'Namespace'
      if (!isHeld) held.delete(key)
      else put({ ...found, metadata: { ...found.metadata, deletionTimestamp: 'now' } })
    }
    if (method === 'PUT' && !isFinalized) put(body)
    // The only patch takes finalizers off, and the only sub-resource those of a namespace.
    if (method === 'PATCH' || isFinalized) held.delete(key)
    sendJson(response, held.get(key) ?? { kind: 'Status' })
  })
  return {
    server,
    list: () => [...held.values()].map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`).toSorted(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function discover(core: boolean): object {
  const groups = [...new Set(kinds.map(({ group }) => group))].filter((group) => (group === '') === core)
  return {
    items: groups.map((group) => ({
      metadata: { name: group },
      versions: [
        {
          version: 'v1',
          resources: kinds
            .filter((one) => one.group === group)
            .map(({ resource, kind }) => ({
              resource,
              responseKind: { kind },
              scope: kind === 'Namespace' ? 'Cluster' : 'Namespaced',
              verbs: ['list', 'delete'],
            })),
        },
      ],
    })),
  }
}

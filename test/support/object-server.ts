// An API server that holds a few objects of built-in kinds: lists and watches them, by name and label, and has the troubles that one is
// to have.
import { type Answer, type KubeServer, sendJson, startKubeServer } from './kube-server.ts'

type Response = Parameters<Answer>[1]

export interface Held {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}

export interface ObjectServer extends AsyncDisposable {
  readonly server: KubeServer
  put(...objects: readonly Held[]): void
  remove(object: Held): void
  /** Ends all watches with "too old resource version". */
  expire(): void
  /** What is asked meanwhile is never answered. */
  silence(isSilent: boolean): void
}

const served: Readonly<Record<string, readonly { name: string; kind: string; namespaced: boolean }[]>> = {
  '/api/v1': [
    { name: 'pods', kind: 'Pod', namespaced: true },
    { name: 'services', kind: 'Service', namespaced: true },
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
    { name: 'secrets', kind: 'Secret', namespaced: true },
    { name: 'persistentvolumeclaims', kind: 'PersistentVolumeClaim', namespaced: true },
    { name: 'events', kind: 'Event', namespaced: true },
    { name: 'nodes', kind: 'Node', namespaced: false },
    { name: 'namespaces', kind: 'Namespace', namespaced: false },
  ],
  '/apis/apps/v1': [
    { name: 'deployments', kind: 'Deployment', namespaced: true },
    { name: 'statefulsets', kind: 'StatefulSet', namespaced: true },
    { name: 'daemonsets', kind: 'DaemonSet', namespaced: true },
    { name: 'replicasets', kind: 'ReplicaSet', namespaced: true },
  ],
  '/apis/batch/v1': [{ name: 'jobs', kind: 'Job', namespaced: true }],
  '/apis/discovery.k8s.io/v1': [{ name: 'endpointslices', kind: 'EndpointSlice', namespaced: true }],
}

export async function startObjectServer(...objects: readonly Held[]): Promise<ObjectServer> {
  const held = new Map<string, Held>()
  const watches = new Set<{ readonly response: Response; readonly selects: (object: Held) => boolean }>()
  let version = 1
  let isSilent = false
  const server = await startKubeServer(async (request, response) => {
    if (isSilent) return
    if (request.method !== 'GET') return sendJson(response, await take(request), request.method === 'POST' ? 201 : 200)
    const { pathname, searchParams } = new URL(request.url, 'https://server')
    if (pathname === '/version') return sendJson(response, { gitVersion: 'v1.37.2' })
    const resources = served[pathname]
    if (resources) return sendJson(response, { resources })
    if (pathname === '/version') return sendJson(response, { gitVersion: 'v1.37.2' })
    if (pathname === '/api' || pathname === '/apis') return sendJson(response, discover(pathname))
    const [root, collection] = splitPath(pathname)
    const kind = served[root]?.find(({ name }) => name === collection)?.kind
    if (kind === undefined) return sendJson(response, { kind: 'Status', message: `nothing at ${pathname}` }, 404)
    // Of the programs that make a cluster, none is a pod here.
    const isOwn = pathname.includes('/namespaces/kube-system/')
    const selects = (object: Held): boolean => !isOwn && object.kind === kind && isSelected(object, searchParams)
    if (searchParams.get('watch') !== 'true')
      return sendJson(response, { ...listOf(kind, version), items: [...held.values()].filter(selects) })
    response.writeHead(200, { 'content-type': 'application/json' })
    const watch = { response, selects }
    watches.add(watch)
    response.on('close', () => watches.delete(watch))
  })
  /** What is applied is held; all else that is written is taken as done. */
  const take = async (request: AsyncIterable<Buffer>): Promise<object> => {
    const object = JSON.parse((await readAll(request)) || '{}') as Held
    const isServed = Object.values(served).some((kinds) => kinds.some(({ kind }) => kind === object.kind))
    if (isServed) put(object)
    return (isServed && held.get(keyOf(object))) || object
  }
  const send = (type: string, object: Held): void => {
    for (const { response, selects } of watches) if (selects(object)) response.write(`${JSON.stringify({ type, object })}\n`)
  }
  const keyOf = ({ kind, metadata }: Held): string => `${kind}/${metadata.name}`
  const put = (...all: readonly Held[]): void => {
    for (const object of all) {
      const type = held.has(keyOf(object)) ? 'MODIFIED' : 'ADDED'
      version += 1
      const metadata = { uid: keyOf(object), resourceVersion: String(version), ...object.metadata }
      const placed = {
        ...object,
        metadata: object.kind === 'Node' || object.kind === 'Namespace' ? metadata : { namespace: 'default', ...metadata },
      }
      held.set(keyOf(object), placed)
      send(type, placed)
    }
  }
  put(...objects)
  return {
    server,
    put,
    remove(object) {
      const placed = held.get(keyOf(object))
      held.delete(keyOf(object))
      if (placed) send('DELETED', placed)
    },
    expire() {
      for (const watch of watches) {
        watches.delete(watch)
        watch.response.end(
          `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } })}\n`,
        )
      }
    },
    silence: (is) => void (isSilent = is),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function readAll(request: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk.toString()
  return text
}

/** Everything there is, as the aggregated discovery tells it. */
function discover(root: string): object {
  const groups = Object.entries(served).filter(([path]) => path.startsWith(`${root}/`))
  return {
    items: groups.map(([path, resources]) => ({
      metadata: { name: path.split('/')[root === '/apis' ? 2 : 0] },
      versions: [
        {
          version: path.split('/').at(-1),
          resources: resources.map(({ name, kind, namespaced }) => ({
            resource: name,
            responseKind: { kind },
            scope: namespaced ? 'Namespaced' : 'Cluster',
            singularResource: kind.toLowerCase(),
            verbs: ['get', 'list', 'watch'],
          })),
        },
      ],
    })),
  }
}

function listOf(kind: string, version: number): object {
  return { apiVersion: apiVersionOf(kind), kind: `${kind}List`, metadata: { resourceVersion: String(version) } }
}

function apiVersionOf(kind: string): string {
  const [root = ''] = Object.entries(served).find(([, resources]) => resources.some((one) => one.kind === kind)) ?? []
  return root.replace(/^\/apis?\//, '')
}

/** `/apis/apps/v1/namespaces/default/deployments` → `/apis/apps/v1`, `deployments` */
function splitPath(path: string): [root: string, collection: string] {
  const root = Object.keys(served).find((one) => path.startsWith(`${one}/`)) ?? ''
  return [root, path.slice(root.length).split('/').at(-1) ?? '']
}

function isSelected(object: Held, search: URLSearchParams): boolean {
  const terms = (name: string): string[][] => (search.get(name) ?? '').split(',').flatMap((term) => (term === '' ? [] : [term.split('=')]))
  const field = (path: string): unknown => path.split('.').reduce((value, key) => (value as Held | undefined)?.[key], object as unknown)
  const labels = (object.metadata['labels'] ?? {}) as Readonly<Record<string, string>>
  return (
    terms('fieldSelector').every(([path = '', value]) =>
      path.endsWith('!') ? field(path.slice(0, -1)) !== value : field(path) === value,
    ) && terms('labelSelector').every(([key = '', value]) => (value === undefined ? key in labels : labels[key] === value))
  )
}

// Pods of a server of the test's own, as far as anything asks for them.
import { type Answer, sendJson } from './kube-server.ts'

export interface PodOptions {
  readonly state?: 'running' | 'waiting' | 'terminated'
  readonly ready?: boolean
  readonly reason?: string
  readonly phase?: string
  readonly containers?: readonly string[]
}

export function pod(
  name: string,
  { state = 'running', ready = state === 'running', reason, phase = 'Running', containers = ['app'] }: PodOptions = {},
): object {
  const states = { running: {}, waiting: { reason, message: `Back-off of ${name}` }, terminated: { exitCode: 1, reason } }
  return {
    metadata: { name, namespace: 'test', uid: name, resourceVersion: '2', labels: { app: 'web' } },
    spec: { containers: containers.map((container) => ({ name: container })) },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: containers.map((container) => ({
        name: container,
        ready,
        restartCount: 0,
        containerID: `${name}-${container}-0`,
        state: { [state]: states[state] },
      })),
    },
  }
}

export const webDeployment = {
  metadata: { name: 'web', namespace: 'test', uid: 'web', resourceVersion: '2' },
  spec: { selector: { matchLabels: { app: 'web' } } },
}

export const webService = {
  metadata: { name: 'web', namespace: 'test', uid: 'service', resourceVersion: '2' },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
}

/** Answers discovery and lists; a watch stays silent. The lists are read at each request. `more` answers first what it takes. */
export function answerPods(pods: () => readonly object[], more?: (...request: Parameters<Answer>) => boolean): Answer {
  return (request, response) => {
    if (more?.(request, response)) return
    const { pathname, searchParams } = new URL(request.url, 'https://localhost')
    if (searchParams.has('watch')) return void response.writeHead(200, { 'content-type': 'application/json' }).write('')
    const list = (kind: string, apiVersion: string, items: readonly object[]): void => {
      const wanted = searchParams.get('fieldSelector')?.match(/metadata\.name=(.*)/)?.[1]
      const chosen = items.filter((item) => wanted === undefined || (item as typeof webService).metadata.name === wanted)
      sendJson(response, { kind: `${kind}List`, apiVersion, metadata: { resourceVersion: '1' }, items: chosen })
    }
    if (pathname === '/api')
      return sendJson(
        response,
        discovery('', 'v1', [
          ['pods', 'Pod'],
          ['services', 'Service'],
          ['nodes', 'Node', 'Cluster'],
          ['configmaps', 'ConfigMap'],
        ]),
      )
    if (pathname === '/apis') return sendJson(response, discovery('apps', 'v1', [['deployments', 'Deployment']]))
    if (pathname === '/api/v1')
      return sendJson(
        response,
        resources([
          ['pods', 'Pod'],
          ['services', 'Service'],
          ['nodes', 'Node', 'Cluster'],
          ['configmaps', 'ConfigMap'],
        ]),
      )
    if (pathname === '/apis/apps/v1') return sendJson(response, resources([['deployments', 'Deployment']]))
    if (pathname.endsWith('/pods')) return list('Pod', 'v1', pods())
    if (pathname.endsWith('/services')) return list('Service', 'v1', [webService])
    if (pathname.endsWith('/deployments')) return list('Deployment', 'apps/v1', [webDeployment])
    if (pathname.endsWith('/configmaps')) return list('ConfigMap', 'v1', [{ metadata: { name: 'settings', uid: 'c' } }])
    if (pathname.endsWith('/events')) return list('Event', 'v1', [])
    sendJson(response, { kind: 'Status', message: `${pathname} is not here` }, 404)
  }
}

type Kinds = readonly (readonly [plural: string, kind: string, scope?: string])[]

function discovery(group: string, version: string, kinds: Kinds): object {
  const listed = kinds.map(([resource, kind, scope = 'Namespaced']) => ({
    resource,
    responseKind: { kind },
    scope,
    singularResource: kind.toLowerCase(),
  }))
  return { items: [{ metadata: group ? { name: group } : {}, versions: [{ version, resources: listed }] }] }
}

function resources(kinds: Kinds): object {
  return { resources: kinds.map(([name, kind, scope = 'Namespaced']) => ({ name, kind, namespaced: scope === 'Namespaced' })) }
}

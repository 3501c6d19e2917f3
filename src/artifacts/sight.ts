// A namespace and the cluster around it → what the API says of both at one moment: what a failure is explained by, and what is kept of it.
import type { KubeConnection } from '../kube/connection.ts'
import { listNamespace } from '../kube/list-namespace.ts'
import { type KubeList, type KubeObject, listedObjects } from '../kube/object.ts'
import { isRefusal } from '../kube/request-error.ts'
import { describeError } from '../support/errors.ts'

export interface Sight {
  /** Absent for a test that has none. */
  readonly namespace: string | undefined
  /** All that is in the namespace, without events. */
  readonly objects: readonly KubeObject[]
  /** Of the namespace. */
  readonly events: readonly KubeObject[]
  readonly nodes: readonly KubeObject[]
  /** Of the nodes; the server keeps them in `default`. */
  readonly nodeEvents: readonly KubeObject[]
  /** Pods of `kube-system`. */
  readonly systemPods: readonly KubeObject[]
  readonly kubernetesVersion: string | undefined
  /** What could not be asked, a line each. */
  readonly problems: readonly string[]
  /** Whether the API server has answered anything at all. */
  readonly answered: boolean
}

/** Asks for everything at once. What is not answered before `signal` fires is left out and told; never rejects. */
export async function takeSight(connection: KubeConnection, namespace: string | undefined, signal: AbortSignal): Promise<Sight> {
  const problems: string[] = []
  let answered = false
  const ask = async <T>(what: string, asked: Promise<T>, otherwise: T): Promise<T> =>
    asked.then(
      (answer) => {
        answered = true
        return answer
      },
      (error: unknown) => {
        answered ||= isRefusal(error)
        problems.push(`${what}: ${describeError(error)}`)
        return otherwise
      },
    )
  const list = async (what: string, path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly KubeObject[]> =>
    ask(what, connection.request<KubeList>({ path, query, signal }).then(listedObjects), [])
  const [listing, events, nodes, nodeEvents, systemPods, version] = await Promise.all([
    namespace === undefined
      ? { objects: [], problems: [] }
      : ask('objects', listNamespace(connection, namespace, { signal }), { objects: [], problems: [] }),
    namespace === undefined ? [] : list('events', `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`),
    list('nodes', '/api/v1/nodes'),
    list('events of nodes', '/api/v1/namespaces/default/events', { fieldSelector: 'involvedObject.kind=Node' }),
    list('pods of kube-system', '/api/v1/namespaces/kube-system/pods'),
    ask('version', connection.request<{ gitVersion: string }>({ path: '/version', signal }), undefined),
  ])
  return {
    namespace,
    objects: listing.objects,
    events,
    nodes,
    nodeEvents,
    systemPods,
    kubernetesVersion: version?.gitVersion,
    problems: [...problems, ...listing.problems],
    answered,
  }
}

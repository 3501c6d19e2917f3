// What Kubernetes has noted of a namespace, or of some objects, → small values, oldest first.
import type { KubeConnection } from './connection.ts'
import { countOf, fieldsOf, lastSeenMs } from './event-fields.ts'
import { locate } from './locate.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'

/** One event, as a person would tell it. */
export interface ClusterEvent {
  readonly type: 'Normal' | 'Warning'
  /** `FailedScheduling` */
  readonly reason: string
  readonly message: string
  /** How often it has happened so far. */
  readonly count: number
  /** What it happened to: `Pod/web-5d9c-x2x7l`. */
  readonly object: string
  /** When it happened last. */
  readonly at: Date
}

/** Of a target that names no namespace, in `namespace`; without a target, all of `namespace`. Throws as locate() does. */
export async function readEvents(
  connection: KubeConnection,
  { target, namespace, signal }: { readonly target?: unknown; readonly namespace: string; readonly signal: AbortSignal },
): Promise<ClusterEvent[]> {
  if (target === undefined) return (await listEvents(connection, namespace, {}, signal)).map(readEvent).toSorted(byTime)
  const located = await locate(connection, target, namespace, signal)
  const fieldSelector = `involvedObject.kind=${located.kind}${located.name === undefined ? '' : `,involvedObject.name=${located.name}`}`
  const all = await listEvents(connection, located.namespace, { fieldSelector }, signal)
  const meant = located.name === undefined ? await listNames(connection, located, signal) : undefined
  return all
    .map(readEvent)
    .filter(({ object }) => meant === undefined || meant.has(object.slice(object.indexOf('/') + 1)))
    .toSorted(byTime)
}

/** Of all namespaces for what has none: the server keeps those of a node in `default`. */
async function listEvents(
  connection: KubeConnection,
  namespace: string | undefined,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const path = namespace === undefined ? '/api/v1/events' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`
  return listedObjects(await connection.request<KubeList>({ path, query, signal }))
}

async function listNames(
  connection: KubeConnection,
  { path, query }: { readonly path: string; readonly query: Readonly<Record<string, string | undefined>> },
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { items } = await connection.request<KubeList>({ path, query, signal })
  return new Set(items.map(({ metadata }) => metadata.name))
}

function readEvent(event: KubeObject): ClusterEvent {
  const { type, reason = '', message = '', involvedObject } = fieldsOf(event)
  return {
    type: type === 'Warning' ? 'Warning' : 'Normal',
    reason,
    message,
    count: countOf(event),
    object: `${involvedObject?.kind}/${involvedObject?.name}`,
    at: new Date(lastSeenMs(event)),
  }
}

function byTime(a: ClusterEvent, b: ClusterEvent): number {
  return a.at.getTime() - b.at.getTime()
}

// The warnings among a namespace's events, newest first, one line each: what was said before is left out. They are what the kubelet and
// the controllers complain of.
import type { KubeConnection } from '../connection.ts'
import { countOf, fieldsOf, lastSeenMs } from '../event-fields.ts'
import { type KubeList, type KubeObject, listedObjects } from '../object.ts'
import { shortenMessage } from './shorten-message.ts'

/** Lines an error text can carry before it drowns its first one. */
const most = 6

// Said where nothing is wrong: two controllers that meet, a host as it is.
const noise = ['FailedToCreateEndpoint', 'FailedToUpdateEndpoint', 'FailedToUpdateEndpointSlices', 'CgroupV1', 'InvalidDiskCapacity']

// A probe that came to a container which had just ended: that it ended is told.
const ofEnded = /probe errored .*(?:no running task|container not created|CONTAINER_EXITED|ttrpc: closed)/s

export async function readEvents(
  connection: KubeConnection,
  namespace: string,
  signal: AbortSignal,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly KubeObject[]> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`
  return listedObjects(await connection.request<KubeList>({ path, query, signal }))
}

/** All warnings of a namespace. */
export async function readWarnings(connection: KubeConnection, namespace: string, signal: AbortSignal): Promise<readonly string[]> {
  return tellEvents(await readEvents(connection, namespace, signal, { fieldSelector: 'type=Warning' }))
}

/** Without those that `told` says already in other words. Pure. */
export function tellEvents(events: readonly KubeObject[], told: readonly string[] = []): readonly string[] {
  const lines = new Map<string, string>()
  for (const event of events.toSorted((a, b) => lastSeenMs(b) - lastSeenMs(a))) {
    const { reason = '', message = '', involvedObject } = fieldsOf(event)
    const short = shortenMessage(message)
    const times = countOf(event)
    // Of two objects of a kind that were warned of the same, the newest is told.
    const key = `${involvedObject?.kind} ${reason} ${short}`
    if (noise.includes(reason) || ofEnded.test(message) || lines.has(key) || isEcho(reason, short, told)) continue
    const line = `${event['type'] === 'Normal' ? '' : 'warning '}${reason} on ${involvedObject?.kind} ${involvedObject?.name}: ${short}`
    lines.set(key, times > 1 ? `${line} (${times} times)` : line)
  }
  return [...lines.values()].slice(0, most)
}

/** The kubelet reports a container's state once more as an event: `Failed`, `BackOff`. */
function isEcho(reason: string, short: string, told: readonly string[]): boolean {
  const isOfState = reason === 'BackOff' || reason === 'Failed' || reason === 'InspectFailed'
  return told.some(
    (line) =>
      (short !== '' && line.includes(short)) || (isOfState && /BackOff|Image|RunContainerError|CreateContainer|exited with/.test(line)),
  )
}

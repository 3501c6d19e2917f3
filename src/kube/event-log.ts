// All events of a cluster → lines a person reads from top to bottom: when, how grave, what, where.
import type { KubeConnection } from './connection.ts'
import { countOf, fieldsOf, lastSeenMs } from './event-fields.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'

/** One line an event, oldest first; empty when there are none. */
export async function readEventLog(connection: KubeConnection, signal: AbortSignal): Promise<string> {
  const events = listedObjects(await connection.request<KubeList>({ path: '/api/v1/events', signal }))
  return events
    .map((event) => ({ at: timeOf(event), line: render(event) }))
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .map(({ at, line }) => `${at} ${line}\n`)
    .join('')
}

function render(event: KubeObject): string {
  const { type = '', reason = '', message = '', involvedObject: { kind = '', namespace, name = '' } = {} } = fieldsOf(event)
  const count = countOf(event)
  const where = `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
  return `${type.padEnd(7)} ${reason.padEnd(24)} ${where}: ${message.trim().replaceAll('\n', ' ')}${count > 1 ? ` (${count} times)` : ''}`
}

/** RFC 3339 in UTC, whole seconds: as text it sorts by time. */
function timeOf(event: KubeObject): string {
  return `${new Date(lastSeenMs(event)).toISOString().slice(0, 19)}Z`
}

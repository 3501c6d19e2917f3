// Events → lines a person reads from top to bottom: when, how grave, what, of what. Pure.
import { countOf, fieldsOf, lastSeenMs } from '../../kube/event-fields.ts'
import type { KubeObject } from '../../kube/object.ts'

/** Oldest first. */
export function tellEventLog(events: readonly KubeObject[]): string[] {
  return events
    .map((event) => ({ at: eventTime(event), line: tell(event) }))
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .map(({ at, line }) => `${at} ${line}`)
}

/** When it happened last: RFC 3339 in UTC, whole seconds, which as text sorts by time. */
export function eventTime(event: KubeObject): string {
  return `${new Date(lastSeenMs(event)).toISOString().slice(0, 19)}Z`
}

function tell(event: KubeObject): string {
  const { type = '', reason = '', message = '', involvedObject: { kind, name } = {} } = fieldsOf(event)
  const times = countOf(event)
  return `${type.padEnd(7)} ${reason.padEnd(20)} ${kind} ${name}: ${message.trim().replaceAll('\n', ' ')}${times > 1 ? ` (${times} times)` : ''}`
}

// An event of the API → one of the record. Pure.
import { countOf, fieldsOf, lastSeenAt } from '../../kube/event-fields.ts'
import type { KubeObject } from '../../kube/object.ts'
import type { EventRecord } from '../run-record.ts'
import { moment } from './moment.ts'

// A container's whole output may stand in a probe's event.
const longest = 500

/** `redact`: takes out of its text what is nobody's business. */
export function noteEvent(event: KubeObject, seenAtMs: number, redact: (text: string) => string): EventRecord {
  const { type, reason = '', message = '', involvedObject = {} } = fieldsOf(event)
  const text = redact(message.trim())
  const { kind = '', name = '', namespace } = involvedObject
  return {
    atMs: moment(lastSeenAt(event), seenAtMs),
    type: type === 'Warning' ? 'Warning' : 'Normal',
    reason,
    object: `${kind}/${name}`,
    ...(namespace !== undefined && namespace !== '' && { namespace }),
    message: text.length > longest ? `${text.slice(0, longest)}…` : text,
    count: countOf(event),
  }
}

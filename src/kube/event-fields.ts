// An event as the API server holds it → how often it has happened, and when last: controllers write it the old way or the new one. Pure.
import type { KubeObject } from './object.ts'

/** As far as they are told. */
export interface EventFields {
  readonly type?: string
  readonly reason?: string
  readonly message?: string
  readonly note?: string
  readonly involvedObject?: { readonly kind?: string; readonly namespace?: string; readonly name?: string; readonly uid?: string }
}

interface Occurrences {
  readonly count?: number
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string }
  readonly lastTimestamp?: string | null
  readonly eventTime?: string | null
}

export function fieldsOf(event: KubeObject): EventFields {
  return event as KubeObject & EventFields
}

export function countOf(event: KubeObject): number {
  const { series, count } = event as KubeObject & Occurrences
  return series?.count ?? count ?? 1
}

/** As it is noted, RFC 3339. */
export function lastSeenAt(event: KubeObject): string | undefined {
  const { series, lastTimestamp, eventTime } = event as KubeObject & Occurrences
  return series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? event.metadata.creationTimestamp
}

/** Milliseconds since 1970; 0 when it does not say. */
export function lastSeenMs(event: KubeObject): number {
  return Date.parse(lastSeenAt(event) ?? '') || 0
}

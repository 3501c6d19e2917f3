// What the API knows about things that did not become ready: pods and the latest warnings, one line each, for error texts.
import type { KubeConnection } from './connection.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'
import { judgePod } from './pod-verdict.ts'

/** Lines of evidence an error text can carry before it drowns its first line. */
const MAX_LINES = 6

interface EventFields {
  readonly reason?: string
  readonly message?: string
  readonly count?: number
  readonly lastTimestamp?: string
  readonly eventTime?: string
  readonly involvedObject?: { readonly kind?: string; readonly name?: string }
}

/** Why the selected pods are not ready; says so when there are none. */
export async function readPodEvidence(connection: KubeConnection, namespace: string, labelSelector: string, signal: AbortSignal): Promise<readonly string[]> {
  const list = await connection.request<KubeList>({ path: `/api/v1/namespaces/${namespace}/pods`, query: { labelSelector }, signal })
  if (list.items.length === 0) return [`no pod in ${namespace} matches ${labelSelector}`]
  const verdicts = listedObjects(list).map(judgePod)
  return verdicts.filter((verdict) => !verdict.ready).map((verdict) => verdict.why).slice(0, MAX_LINES)
}

/** The latest warning events of a namespace, newest last. */
export async function readWarnings(connection: KubeConnection, namespace: string, signal: AbortSignal): Promise<readonly string[]> {
  const list = await connection.request<KubeList>({ path: `/api/v1/namespaces/${namespace}/events`, query: { fieldSelector: 'type=Warning' }, signal })
  return listedObjects(list)
    .toSorted((a, b) => timeOf(a) - timeOf(b))
    .map(describeEvent)
    .slice(-MAX_LINES)
}

function describeEvent(event: KubeObject): string {
  const { reason, message, count = 1, involvedObject } = event as KubeObject & EventFields
  return `warning ${reason} on ${involvedObject?.kind} ${involvedObject?.name}: ${message}${count > 1 ? ` (${count} times)` : ''}`
}

function timeOf(event: KubeObject): number {
  const { lastTimestamp, eventTime } = event as KubeObject & EventFields
  return Date.parse(lastTimestamp ?? eventTime ?? event.metadata.creationTimestamp ?? '') || 0
}

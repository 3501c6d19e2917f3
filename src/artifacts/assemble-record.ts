// What each who saw a part of a run has told → its record. Pure.
import type { ActionRecord, AttemptReport, ClusterRecord, EventRecord, RunRecord, TestRecord } from './run-record.ts'
import type { WatchedParts } from './watch/watch-cluster.ts'

export interface RunParts {
  readonly cluster: ClusterRecord
  readonly startedAtMs: number
  /** What was over by then is left out: it is of another run on the same cluster. */
  readonly sinceMs?: number
  readonly endedAtMs: number
  readonly boot: readonly ActionRecord[]
  /** As Vitest has noted them. */
  readonly tests: readonly Omit<TestRecord, 'attempts'>[]
  /** By the processes of the tests, in any order. */
  readonly reports: readonly AttemptReport[]
  /** By who has watched the cluster meanwhile. */
  readonly watched: WatchedParts
}

export function assembleRecord({ cluster, sinceMs = 0, boot, tests, watched, ...parts }: RunParts): RunRecord {
  const startedAtMs = Math.max(parts.startedAtMs, sinceMs)
  const { endedAtMs } = parts
  const isOfRun = ({ atMs }: { readonly atMs: number }): boolean => atMs >= sinceMs
  const reports = parts.reports.filter(({ attempt }) => isOfRun({ atMs: attempt.endedAtMs }))
  const byStart = (a: { readonly startedAtMs: number }, b: { readonly startedAtMs: number }): number => a.startedAtMs - b.startedAtMs
  const attemptsOf = Map.groupBy(reports, ({ test }) => test)
  // Where there are both, the report is the better one: from its texts what is secret in that namespace has been taken out.
  const told = new Set(
    reports.flatMap(({ attempt, events }) => (events.length > 0 && attempt.namespace !== undefined ? [attempt.namespace] : [])),
  )
  const isUntold = ({ namespace }: { readonly namespace?: string }): boolean => namespace === undefined || !told.has(namespace)
  const events = [
    ...watched.events.filter(isUntold),
    ...reports.flatMap((report) => report.events.map((event) => timeAsSeen(event, watched.events))),
  ]
  // And here what was watched, which has seen the end, too.
  const pods = new Map([...reports.flatMap((report) => report.pods), ...watched.pods].map((pod) => [pod.uid, pod]))
  const nodeChanges = [...watched.nodeChanges, ...reports.flatMap((report) => report.nodeChanges)]
  const changes = new Map(
    nodeChanges
      .toReversed()
      .map((change) => [`${change.node} ${change.condition} ${change.status} ${Math.round(change.atMs / 2_000)}`, change]),
  )
  return {
    cluster,
    startedAtMs,
    endedAtMs,
    boot: boot.filter(({ endedAtMs: atMs = endedAtMs }) => isOfRun({ atMs })).toSorted(byStart),
    tests: tests
      .map(({ error, ...test }) => ({
        ...test,
        // Its own words, which may be those of a program.
        ...(error !== undefined && { error: watched.redact(error) }),
        attempts: (attemptsOf.get(test.id) ?? []).map(({ attempt }) => attempt).toSorted(byStart),
      }))
      .toSorted(byStart),
    pods: [...pods.values()].filter(({ goneAtMs: atMs = endedAtMs }) => isOfRun({ atMs })),
    events: events.filter(isOfRun).toSorted((a, b) => a.atMs - b.atMs),
    nodeChanges: [...changes.values()].filter(isOfRun).toSorted((a, b) => a.atMs - b.atMs),
    gaps: [...new Set([...watched.gaps, ...reports.flatMap(({ gaps }) => gaps)])],
  }
}

// Of what the API notes, the fraction of a second is cut off; who watched has seen it a moment later.
const cutOffMs = 1_500

function timeAsSeen(event: EventRecord, seen: readonly EventRecord[]): EventRecord {
  const same = seen.find(
    ({ atMs, namespace, object, reason }) =>
      namespace === event.namespace &&
      object === event.object &&
      reason === event.reason &&
      atMs >= event.atMs &&
      atMs - event.atMs < cutOffMs,
  )
  return same ? { ...event, atMs: same.atMs } : event
}

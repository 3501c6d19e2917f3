// What was seen at the end of an attempt → its part of the run's record. Pure.
import { noteEvent } from './watch/note-event.ts'
import { noteNode } from './watch/note-node.ts'
import { notePod } from './watch/note-pod.ts'
import type { AttemptReport, EventRecord } from './run-record.ts'
import type { Sight } from './sight.ts'

export interface SightTime {
  /** When the attempt began, in milliseconds since 1970. */
  readonly sinceMs: number
  readonly seenAtMs: number
}

/** `redact`: takes secrets out of a text. */
export function reportSight(
  { objects, events, nodes, nodeEvents }: Sight,
  { sinceMs, seenAtMs }: SightTime,
  redact: (text: string) => string,
): Pick<AttemptReport, 'events' | 'nodeChanges' | 'pods'> {
  const note = (event: Sight['events'][number]): EventRecord => noteEvent(event, seenAtMs, redact)
  const ofSince = nodeEvents.map(note).filter(({ atMs }) => atMs >= sinceMs)
  return {
    pods: objects
      .filter(({ kind, apiVersion }) => kind === 'Pod' && apiVersion === 'v1')
      .map((pod) => notePod(undefined, pod, 'there', seenAtMs)),
    events: [...events.map(note), ...ofSince].toSorted((a, b) => a.atMs - b.atMs),
    nodeChanges: nodes.flatMap((node) => noteNode({ ...node, status: {} }, node, seenAtMs)).filter(({ atMs }) => atMs >= sinceMs),
  }
}

// A cluster, while tests run in it → what became of its pods, its events and its nodes. Three watches, of which nothing is kept but what a
// page shows; nobody waits for them, and what they cannot be told is a gap in the record.
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { watchCollection } from '../../kube/watch-collection.ts'
import { describeError } from '../../support/errors.ts'
import { createRedactor } from '../redaction/redactor.ts'
import type { EventRecord, NodeChange, PodRecord, RunRecord } from '../run-record.ts'
import { noteEvent } from './note-event.ts'
import { noteNode } from './note-node.ts'
import { notePod } from './note-pod.ts'

export type WatchedParts = Pick<RunRecord, 'pods' | 'events' | 'nodeChanges' | 'gaps'>

export interface ClusterWatcher {
  /** What has been seen so far. */
  read(): WatchedParts
  /** Ends the watches; what was seen can still be read. */
  stop(): void
}

// Of a run of thousands of tests: some megabytes.
const most = { pods: 5_000, events: 10_000, nodeChanges: 1_000 }
// Captured at load: users' tests may fake the clock.
const now = Date.now

/** `sinceMs`: what happened before is left out, but for pods that are still there. */
export function watchCluster(connection: KubeConnection, sinceMs: number): ClusterWatcher {
  const over = new AbortController()
  const { redact } = createRedactor()
  const pods = new Map<string, PodRecord>()
  const events = new Map<string, EventRecord>()
  const nodes = new Map<string, KubeObject>()
  const nodeChanges: NodeChange[] = []
  const gaps = new Set<string>()
  const follow = (what: string, path: string, onChange: (change: 'there' | 'gone', object: KubeObject) => void): void =>
    void watchCollection(connection, { path, signal: over.signal, onChange }).catch((error: unknown) =>
      gaps.add(`${what} could not be watched: ${describeError(error)}`),
    )
  const keep = <T>(what: 'pods' | 'events', all: Map<string, T>, uid: string, one: T): void => {
    if (all.size < most[what] || all.has(uid)) all.set(uid, one)
    else gaps.add(`more than ${most[what]} ${what}: the newest are left out`)
  }
  follow('pods', '/api/v1/pods', (change, pod) => {
    const uid = pod.metadata.uid ?? ''
    keep('pods', pods, uid, notePod(pods.get(uid), pod, change, now()))
  })
  follow('events', '/api/v1/events', (change, event) => {
    if (change === 'gone') return
    const record = noteEvent(event, now(), redact)
    if (record.atMs >= sinceMs) keep('events', events, event.metadata.uid ?? '', record)
  })
  follow('nodes', '/api/v1/nodes', (change, node) => {
    const before = nodes.get(node.metadata.name)
    if (change === 'gone') nodes.delete(node.metadata.name)
    else nodes.set(node.metadata.name, node)
    if (before && nodeChanges.length < most.nodeChanges) nodeChanges.push(...noteNode(before, node, now()))
  })
  return {
    read: () => ({
      pods: [...pods.values()],
      events: [...events.values()].toSorted((a, b) => a.atMs - b.atMs),
      nodeChanges,
      gaps: [...gaps],
    }),
    stop: () => over.abort(new Error('the run is over')),
  }
}

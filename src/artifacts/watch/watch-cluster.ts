// A cluster, while tests run in it → what became of its pods, its events and its nodes. Watches, of which nothing is kept but what a page
// shows, and the values of Secrets, so that it shows none; nobody waits for them, and what they cannot be told is a gap in the record.
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { type Watched, watchCollection } from '../../kube/watch-collection.ts'
import { describeError } from '../../support/errors.ts'
import { createRedactor } from '../../support/redaction/redactor.ts'
import { readSecretValues } from '../redaction/secret-values.ts'
import type { EventRecord, NodeChange, PodRecord, RunRecord } from '../run-record.ts'
import { noteEvent } from './note-event.ts'
import { noteNode } from './note-node.ts'
import { notePod } from './note-pod.ts'

export interface WatchedParts extends Pick<RunRecord, 'pods' | 'events' | 'nodeChanges' | 'gaps'> {
  /** For texts of others: takes out what is known to be secret in the cluster. */
  readonly redact: (text: string) => string
}

export interface ClusterWatcher {
  /** What has been seen so far. */
  read(): WatchedParts
  /** Ends the watches; what was seen can still be read. */
  stop(): void
}

// Of a run of thousands of tests: some megabytes.
const most = { pods: 5_000, events: 10_000, nodeChanges: 1_000, secrets: 5_000 }
// Captured at load: users' tests may fake the clock.
const now = Date.now

// What helm keeps of a release is an archive, and up to a megabyte.
const secretsQuery = { fieldSelector: 'type!=helm.sh/release.v1' }

export interface WatchOptions {
  /** What happened before is left out, but for pods that are still there. */
  readonly sinceMs: number
  /** Whether Secrets may be read, in all of the cluster: not in one that is somebody's. */
  readonly readsSecrets: boolean
}

export function watchCluster(connection: KubeConnection, { sinceMs, readsSecrets }: WatchOptions): ClusterWatcher {
  const over = new AbortController()
  const { redact } = createRedactor()
  const pods = new Map<string, PodRecord>()
  const events = new Map<string, EventRecord>()
  const nodes = new Map<string, KubeObject>()
  const nodeChanges: NodeChange[] = []
  const gaps = new Set<string>()
  const secrets = new Set<string>()
  const follow = (what: string, path: string, onChange: Watched['onChange'], query: Watched['query'] = {}): void =>
    void watchCollection(connection, { path, query, signal: over.signal, onChange }).catch((error: unknown) =>
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
  if (readsSecrets)
    follow(
      'Secrets',
      '/api/v1/secrets',
      (change, secret) => {
        if (change === 'there' && secrets.size < most.secrets) for (const value of readSecretValues([secret])) secrets.add(value)
      },
      secretsQuery,
    )
  return {
    read() {
      const { redact: redactAll } = createRedactor(secrets)
      const clean = <T extends { readonly message: string }>(one: T): T => ({ ...one, message: redactAll(one.message) })
      return {
        pods: [...pods.values()],
        events: [...events.values()].map(clean).toSorted((a, b) => a.atMs - b.atMs),
        nodeChanges: nodeChanges.map(clean),
        gaps: [...gaps],
        redact: redactAll,
      }
    },
    stop: () => over.abort(new Error('the run is over')),
  }
}

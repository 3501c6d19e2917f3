// A collection of the API and the version it was listed in → every change since, watch after watch.
import type { KubeConnection } from './connection.ts'
import type { KubeObject } from './object.ts'

export interface WatchedChanges {
  /** Path of a collection: `/api/v1/nodes`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** Of the list. */
  readonly version: string | undefined
  /** The server ends a watch after so many seconds: bounds how long a connection that died in silence goes unnoticed. */
  readonly watchSeconds: number
  readonly signal: AbortSignal
}

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: KubeObject
}

interface WatchEvent {
  readonly type: Change['type'] | 'BOOKMARK' | 'ERROR'
  readonly object: KubeObject
}

/** Ends when the server has forgotten the version that was seen last, most often with 410: start again from a list. Throws as the connection does. */
export async function* watchChanges(
  connection: KubeConnection,
  { path, query, version, watchSeconds, signal }: WatchedChanges,
): AsyncGenerator<Change, void> {
  for (let seen = version; ;) {
    const lines = connection.lines({
      path,
      query: { ...query, watch: true, allowWatchBookmarks: true, resourceVersion: seen, timeoutSeconds: watchSeconds },
      signal,
      timeoutMs: (watchSeconds + 5) * 1_000,
    })
    for await (const line of lines) {
      const { type, object } = readEvent(line)
      if (type === 'ERROR') return
      seen = object.metadata.resourceVersion ?? seen
      if (type !== 'BOOKMARK') yield { type, object }
    }
  }
}

/** A server that goes away may cut the last line. */
function readEvent(line: string): WatchEvent {
  try {
    return JSON.parse(line) as WatchEvent
  } catch {
    return { type: 'ERROR', object: { apiVersion: 'v1', kind: 'Status', metadata: { name: '' } } }
  }
}

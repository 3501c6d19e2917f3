// A collection of the API → every change of it, as long as somebody wants to know. Lists first, then watches; goes on through an API server
// that is silent or restarts, and after it has forgotten what was.
// Not the global timer: users' tests may fake it.
import { setTimeout as pause } from 'node:timers/promises'
import type { KubeConnection } from './connection.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'
import { isRefusal, mayPass } from './request-error.ts'
import { watchChanges } from './watch-changes.ts'

export interface Watched {
  /** Path of a collection: `/api/v1/pods`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Ends it. */
  readonly signal: AbortSignal
  /** An object that is there, new or changed; and one that is gone, as it was last. */
  readonly onChange: (change: 'there' | 'gone', object: KubeObject) => void
}

// Between a failure and the next try, in milliseconds: nobody waits for it, and the API server may have enough to do.
const retryMs = 500
// What it has forgotten is listed anew almost at once.
const forgottenMs = 50
const mostRefusals = 5
// The server ends a watch after so many seconds: bounds how long a connection that died in silence goes unnoticed.
const watchSeconds = 30

/** Resolves when `signal` fires. Rejects with what the API server refuses for good: who asks has no right to it. */
export async function watchCollection(connection: KubeConnection, watched: Watched): Promise<void> {
  const { signal } = watched
  const known = new Map<string, KubeObject>()
  let refusals = 0
  while (!signal.aborted) {
    let pauseMs = forgottenMs
    try {
      await follow(connection, watched, known)
    } catch (error) {
      pauseMs = retryMs
      // A server that starts may not have read a right yet.
      if (isRefusal(error) && error.status === 403) refusals += 1
      if (!signal.aborted && (!mayPass(error) || refusals > mostRefusals)) throw error
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Until the server has forgotten the version that was seen last. */
async function follow(
  connection: KubeConnection,
  { path, query = {}, signal, onChange }: Watched,
  known: Map<string, KubeObject>,
): Promise<void> {
  const list = await connection.request<KubeList>({ path, query, signal })
  const present = new Map(listedObjects(list).map((object) => [object.metadata.uid ?? '', object]))
  for (const [uid, object] of known) if (!present.has(uid)) note('gone', uid, object)
  for (const [uid, object] of present)
    if (known.get(uid)?.metadata.resourceVersion !== object.metadata.resourceVersion) note('there', uid, object)
  const { resourceVersion: version } = list.metadata
  for await (const { type, object } of watchChanges(connection, { path, query, version, watchSeconds, signal }))
    note(type === 'DELETED' ? 'gone' : 'there', object.metadata.uid ?? '', object)

  function note(change: 'there' | 'gone', uid: string, object: KubeObject): void {
    if (change === 'gone') known.delete(uid)
    // Only what tells whether it has changed meanwhile: a cluster's pods would take much of the memory.
    else known.set(uid, { apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata })
    onChange(change, object)
  }
}

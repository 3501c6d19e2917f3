// awaitObjects over several collections at once: judged anew when anything in any of them changes.
import { awaitObjects, type AwaitedObjects, type Judgement } from './await-objects.ts'
import type { KubeConnection } from './connection.ts'
import type { KubeObject } from './object.ts'

/** Where objects are listed and watched. */
export type Collection = Pick<AwaitedObjects, 'path' | 'query'>

export interface AwaitedTogether extends Omit<AwaitedObjects, 'path' | 'query' | 'judge' | 'explain' | 'explainMs'> {
  readonly collections: readonly Collection[]
  /** Called with the objects of each collection, once all have been listed. */
  readonly judge: (...objects: (readonly KubeObject[])[]) => Judgement
}

/** Throws as awaitObjects does; what it tells to be missing is what the last judgement said. */
export async function awaitTogether(connection: KubeConnection, { collections, deadline, judge, ...wait }: AwaitedTogether): Promise<void> {
  const latest = collections.map((): readonly KubeObject[] | undefined => undefined)
  // One list for all waits, whichever of them ends first.
  const missing: string[] = []
  const ended = new AbortController()
  const waits = collections.map((collection, index) =>
    awaitObjects(connection, {
      ...wait,
      ...collection,
      deadline: deadline.until(ended.signal),
      judge(objects) {
        latest[index] = objects
        const listed = latest.filter((one) => one !== undefined)
        if (listed.length < latest.length) return { ready: false, why: missing }
        const { ready, why } = judge(...listed)
        missing.splice(0, missing.length, ...[why].flat())
        return { ready, why: missing }
      },
    }),
  )
  try {
    await Promise.race(waits)
  } finally {
    ended.abort()
    await Promise.allSettled(waits)
  }
}

// A selection of objects and a judgement over them → resolves the moment the judgement is good. Lists once, then watches, so
// that a change is seen within milliseconds; survives an API that is not up yet, restarts, or forgets old versions.
// Not the global timer: users' tests may fake it.
import { setTimeout as pause } from 'node:timers/promises'
import { type Deadline, hasTimedOut } from '../support/deadline.ts'
import { describeError } from '../support/errors.ts'
import type { KubeConnection } from './connection.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'
import { isRefusal, mayPass } from './request-error.ts'
import { watchChanges } from './watch-changes.ts'

/** Pause before a failed request is tried again, in milliseconds. */
const RETRY_MS = 50
/** The server ends a watch after so many seconds: bounds how long a connection that died in silence goes unnoticed. */
const WATCH_SECONDS = 15
/** Silence after which a list is tried again, in milliseconds: a paused node accepts connections and answers nothing. */
const LIST_SILENCE_MS = 5_000
/** Time the explanation of a timeout may take, in milliseconds. */
const EXPLAIN_MS = 3_000

export interface Judgement {
  readonly ready: boolean
  /** What is missing; told when time runs out. */
  readonly why: string | readonly string[]
}

export interface AwaitedObjects {
  /** Path of a collection: `/api/v1/nodes`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** What is awaited, as the subject of "… did not happen". */
  readonly awaited: string
  readonly deadline: Deadline
  /** Called with all selected objects after every change. What it throws ends the wait. */
  readonly judge: (objects: readonly KubeObject[]) => Judgement
  /** Milliseconds that the explanation may take. @default 3_000 */
  readonly explainMs?: number
  /** More facts for the error, gathered only when time has run out. */
  readonly explain?: (objects: readonly KubeObject[], signal: AbortSignal) => Promise<readonly string[]>
}

/**
 * Resolves with the selected objects as soon as they are judged ready. Throws KIND_TIMED_OUT, KIND_CANCELLED, or at once the error of
 * a request that cannot succeed later either.
 */
export async function awaitObjects(connection: KubeConnection, wait: AwaitedObjects): Promise<readonly KubeObject[]> {
  const { deadline } = wait
  let seen: readonly string[] = []
  let objects: readonly KubeObject[] = []
  for (;;) {
    if (deadline.signal.aborted) await giveUp(wait, seen, objects)
    try {
      for await (objects of snapshots(connection, wait)) {
        const judgement = judgeFinally(wait, objects)
        if (judgement.ready) return objects
        seen = typeof judgement.why === 'string' ? [judgement.why] : judgement.why
      }
    } catch (error) {
      if (error instanceof JudgeThrew) throw error.cause
      if (!deadline.signal.aborted && !mayPass(error)) throw error
      if (!deadline.signal.aborted || isRefusal(error)) seen = [describeError(error)]
    }
    await pause(RETRY_MS, undefined, { signal: deadline.signal }).catch(() => undefined)
  }
}

/** Every state of the selection: the listed one, then one after each change, until the connection or the server gives up. */
async function* snapshots(
  connection: KubeConnection,
  { path, query, deadline: { signal } }: AwaitedObjects,
): AsyncGenerator<readonly KubeObject[], void> {
  const list = await connection.request<KubeList>({ path, query: { ...query }, signal, timeoutMs: LIST_SILENCE_MS })
  const byUid = new Map(listedObjects(list).map((object) => [object.metadata.uid, object]))
  yield [...byUid.values()]
  const watched = { path, query: query ?? {}, version: list.metadata.resourceVersion, watchSeconds: WATCH_SECONDS, signal }
  for await (const { type, object } of watchChanges(connection, watched)) {
    if (type === 'DELETED') byUid.delete(object.metadata.uid)
    else byUid.set(object.metadata.uid, object)
    yield [...byUid.values()]
  }
}

/** Carries an error of the judgement past the errors of the network, which are retried. */
class JudgeThrew extends Error {}

function judgeFinally({ judge }: AwaitedObjects, objects: readonly KubeObject[]): Judgement {
  try {
    return judge(objects)
  } catch (error) {
    throw new JudgeThrew('', { cause: error })
  }
}

async function giveUp(
  { awaited, deadline, explain, explainMs = EXPLAIN_MS }: AwaitedObjects,
  seen: readonly string[],
  objects: readonly KubeObject[],
): Promise<void> {
  const timedOut = hasTimedOut(deadline.signal)
  const explained =
    timedOut && explain ? await explain(objects, AbortSignal.timeout(explainMs)).catch((error: unknown) => [describeError(error)]) : []
  deadline.check(awaited, [...seen, ...explained])
}

// A list of actions → done in order, timed, told; the one that failed is named. Knows no Docker and no Kubernetes.
import { hasTimedOut } from '../support/deadline.ts'
import { isKindError, KindError } from '../support/errors.ts'
import type { ActionTiming, OnProgress } from '../support/progress.ts'
import type { ActionList, BootAction } from './action.ts'

// Captured at load: users' tests may fake the clock.
const now = performance.now.bind(performance)

/** An action that threw; `cause` is what it threw. */
export class ActionFailure extends Error {
  readonly action: string
  readonly elapsedMs: number

  constructor(action: string, elapsedMs: number, cause: unknown) {
    super(`${action} failed`, { cause })
    this.action = action
    this.elapsedMs = elapsedMs
  }
}

export interface PipelineOptions {
  readonly cluster: string
  readonly onProgress: OnProgress
  /** Ends the whole list. */
  readonly signal: AbortSignal
  /** Time an action has to end once its signal has fired, in milliseconds. @default 500 */
  readonly graceMs?: number
}

// Whoever listens ends within a few turns of the event loop.
const defaultGraceMs = 500
const graceSteps = 10
const clockSkewMs = 20
// Captured at load, as above.
const startTimer = globalThis.setTimeout

/**
 * Runs the list; the actions of an inner array run at once. Each stage gets a context of its own, made of the signal that ends it.
 * When one action fails, or `signal` fires, the signal of the others fires, and they have ended before this rejects with an
 * {@link ActionFailure}. An action that does not listen holds nobody up: when it is the only one, the failure names it. What
 * becomes of it later is not heard, and as all it can use has ended it can do nothing more.
 */
export async function runActions<Context>(
  list: ActionList<Context>,
  contextUntil: (signal: AbortSignal) => Context,
  { cluster, onProgress, signal, graceMs = defaultGraceMs }: PipelineOptions,
): Promise<ActionTiming[]> {
  const timings: ActionTiming[] = []
  for (const entry of list) {
    const entries = Array.isArray(entry) ? (entry as readonly BootAction<Context>[]) : [entry as BootAction<Context>]
    const oneFailed = new AbortController()
    const stageSignal = AbortSignal.any([signal, oneFailed.signal])
    const context = contextUntil(stageSignal)
    const stage = entries.filter((action) => action.concerns?.(context) ?? true)
    const startedAt = now()
    const pending = new Set(stage)
    let first: { readonly failure: ActionFailure; readonly place: number } | undefined
    const fail = (action: BootAction<Context>, cause: unknown, { isFact = true } = {}): void => {
      pending.delete(action)
      const elapsedMs = now() - startedAt
      onProgress({ type: 'failed', cluster, action: action.name, elapsedMs })
      // What ends all of them at once says nothing about which is to blame: the others of a stage wait for those before them.
      const place = stage.indexOf(action)
      if (!first || (isFact && signal.aborted && !oneFailed.signal.aborted && place < first.place))
        first = { failure: new ActionFailure(action.name, elapsedMs, cause), place }
      if (signal.aborted) return
      // Who looks at the clock sees a millisecond before the signal fires that the time is up, which is then true for all.
      if (isKindError(cause) && cause.code === 'KIND_TIMED_OUT') startTimer(() => void (signal.aborted || oneFailed.abort()), clockSkewMs)
      else oneFailed.abort()
    }
    const run = async (action: BootAction<Context>): Promise<void> => {
      onProgress({ type: 'started', cluster, action: action.name })
      try {
        stageSignal.throwIfAborted()
        await action.run(context)
      } catch (error) {
        if (pending.has(action)) fail(action, error)
        return
      }
      if (!pending.delete(action)) return
      const elapsedMs = now() - startedAt
      timings.push({ action: action.name, elapsedMs })
      onProgress({ type: 'finished', cluster, action: action.name, elapsedMs })
    }
    await endedOrUnheard(Promise.all(stage.map(run)), stageSignal, graceMs)
    const unheard = [...pending]
    for (const action of unheard) fail(action, describeUnheard(action.name, stageSignal), { isFact: false })
    if (first) throw first.failure
  }
  return timings
}

/** Resolves when the work has, or when it goes on although `signal` has fired `graceMs` ago. */
async function endedOrUnheard(work: Promise<unknown>, signal: AbortSignal, graceMs: number): Promise<void> {
  let over = false
  let startGrace: (() => void) | undefined
  const unheard = new Promise<void>((resolve) => {
    // In steps: on a host so busy that a timer comes late, whoever listens gets as many turns of the event loop.
    const wait = (steps: number): void => void (over || steps === 0 ? resolve() : startTimer(wait, graceMs / graceSteps, steps - 1))
    startGrace = () => wait(graceSteps)
    if (signal.aborted) startGrace()
    else signal.addEventListener('abort', startGrace, { once: true })
  })
  await Promise.race([work, unheard])
  over = true
  if (startGrace) signal.removeEventListener('abort', startGrace)
}

function describeUnheard(action: string, signal: AbortSignal): KindError {
  const timedOut = hasTimedOut(signal)
  return new KindError(timedOut ? 'KIND_TIMED_OUT' : 'KIND_CANCELLED', {
    what: `${action} did not end when ${timedOut ? 'the time was up' : 'it was cancelled'}; it is no longer waited for`,
    cause: signal.reason,
  })
}

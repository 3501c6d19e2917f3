// Tries again until there is a value, remembering what was seen last, so that a timeout can tell it.
import type { Deadline } from './deadline.ts'
import { describeError } from './errors.ts'

// Captured at load: users' tests may fake the global timer.
const startTimer = globalThis.setTimeout

export interface PollOptions {
  readonly deadline: Deadline
  /** What is awaited, as the end of "waiting for …". */
  readonly awaited: string
  /** Pause between two tries, in milliseconds. @default 100 */
  readonly everyMs?: number
  /** Which errors count as "not yet". Every other ends the wait: what is broken stays broken. @default none */
  readonly retryOn?: (error: unknown) => boolean
}

/**
 * Calls `attempt` until it gives a value other than undefined. Throws what an attempt throws, unless `retryOn` takes it for not yet,
 * KIND_TIMED_OUT (with the facts last handed to `see`, or the last error) or KIND_CANCELLED.
 */
export async function poll<T>(
  attempt: (see: (...facts: string[]) => void) => Promise<T | undefined>,
  { deadline, awaited, everyMs = 100, retryOn }: PollOptions,
): Promise<T> {
  let seen: string[] = []
  for (;;) {
    deadline.check(awaited, seen)
    try {
      const value = await attempt((...facts) => void (seen = facts))
      if (value !== undefined) return value
    } catch (error) {
      // An attempt that the deadline cut short has nothing to tell; the deadline has.
      if (!deadline.signal.aborted) {
        if (!retryOn?.(error)) throw error
        seen = [describeError(error)]
      }
    }
    await pause(Math.min(everyMs, deadline.remainingMs()), deadline.signal)
  }
}

/** Ends early, and without an error, when `signal` fires: what is to become of that is the caller's affair. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = startTimer(done, ms)
    signal.addEventListener('abort', done)
  })
}

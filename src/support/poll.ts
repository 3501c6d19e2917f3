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
  /** Whether an error ends the wait at once instead of counting as "not yet". */
  readonly giveUp?: (error: unknown) => boolean
}

/**
 * Calls `attempt` until it gives a value other than undefined. A throwing attempt counts as not yet.
 * Throws KIND_TIMED_OUT (with the facts last handed to `see`, or the last error) or KIND_CANCELLED.
 */
export async function poll<T>(
  attempt: (see: (...facts: string[]) => void) => Promise<T | undefined>,
  { deadline, awaited, everyMs = 100, giveUp }: PollOptions,
): Promise<T> {
  let seen: string[] = []
  for (;;) {
    deadline.check(awaited, seen)
    try {
      const value = await attempt((...facts) => void (seen = facts))
      if (value !== undefined) return value
    } catch (error) {
      if (giveUp?.(error)) throw error
      seen = [describeError(error)]
    }
    await pause(Math.min(everyMs, deadline.remainingMs()), deadline.signal)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
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

// A budget of time handed down a call chain: it knows whose budget it is, so that a timeout can say so.
import { KindError } from './errors.ts'

// Captured at load: tests of users may replace the global timers and clock with fake ones.
const now = performance.now.bind(performance)

export interface Deadline {
  /** Name of the option or constant that set the budget, for the error text. */
  readonly owner: string
  readonly budgetMs: number
  /** Fires when the budget is spent or the caller cancels. */
  readonly signal: AbortSignal
  elapsedMs(): number
  remainingMs(): number
  /** Throws KIND_TIMED_OUT or KIND_CANCELLED once over; `awaited` and `seen` become part of the text. */
  check(awaited: string, seen?: readonly string[]): void
}

/** Starts a budget of `budgetMs` milliseconds, which `signal` may end early. */
export function startDeadline(owner: string, budgetMs: number, signal?: AbortSignal): Deadline {
  const startedAt = now()
  const spent = AbortSignal.timeout(Math.ceil(budgetMs))
  const elapsedMs = (): number => now() - startedAt
  return {
    owner,
    budgetMs,
    signal: signal ? AbortSignal.any([signal, spent]) : spent,
    elapsedMs,
    remainingMs: () => Math.max(0, budgetMs - elapsedMs()),
    check(awaited, seen = []) {
      if (signal?.aborted) throw new KindError('KIND_CANCELLED', { what: `cancelled while waiting for ${awaited}`, seen, cause: signal.reason })
      if (elapsedMs() < budgetMs) return
      throw new KindError('KIND_TIMED_OUT', {
        what: `${awaited} did not happen within ${(budgetMs / 1000).toFixed(1)} s (${owner})`,
        seen,
      })
    },
  }
}

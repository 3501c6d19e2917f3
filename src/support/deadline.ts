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
  /** The same budget, for a part of the work that `signal` may end early as well. */
  until(signal: AbortSignal): Deadline
}

/** Starts a budget of `budgetMs` milliseconds, which `signal` may end early. */
export function startDeadline(owner: string, budgetMs: number, signal?: AbortSignal): Deadline {
  return bindDeadline({ owner, budgetMs, startedAt: now(), spent: AbortSignal.timeout(Math.ceil(budgetMs)) }, signal ? [signal] : [])
}

/** Whether `signal` fired because somebody's time was up, and not because somebody wanted no more. */
export function hasTimedOut({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError'
}

interface Budget extends Pick<Deadline, 'owner' | 'budgetMs'> {
  readonly startedAt: number
  readonly spent: AbortSignal
}

function bindDeadline(budget: Budget, enders: readonly AbortSignal[]): Deadline {
  const { owner, budgetMs, startedAt, spent } = budget
  const signal = AbortSignal.any([spent, ...enders])
  const elapsedMs = (): number => now() - startedAt
  return {
    owner,
    budgetMs,
    signal,
    elapsedMs,
    remainingMs: () => Math.max(0, budgetMs - elapsedMs()),
    check(awaited, seen = []) {
      // The first to fire gives the reason, and it stays.
      const endedEarlier = signal.aborted && signal.reason !== spent.reason
      if (endedEarlier && hasTimedOut(signal))
        throw new KindError('KIND_TIMED_OUT', { what: `${awaited} did not happen before the time was up`, seen, cause: signal.reason })
      if (endedEarlier)
        throw new KindError('KIND_CANCELLED', { what: `cancelled while waiting for ${awaited}`, seen, cause: signal.reason })
      if (!signal.aborted && elapsedMs() < budgetMs) return
      throw new KindError('KIND_TIMED_OUT', {
        what: `${awaited} did not happen within ${(budgetMs / 1000).toFixed(1)} s (${owner})`,
        seen,
      })
    },
    until: (ender) => bindDeadline(budget, [...enders, ender]),
  }
}

// Work on a cluster that no test waits for → begun when the cluster is handed over, and ended before the cluster goes.
import { describeError } from '../../support/errors.ts'

export interface LaterWork {
  begin(work: (signal: AbortSignal) => Promise<void>): void
  /** Waits a moment for what is nearly done, and ends the rest. Never throws. */
  end(): Promise<void>
}

// A state is taken in about a second, from the moment the tests begin: only a run shorter than that waits for it.
const patienceMs = 2_000

export function createLaterWork(print: (line: string | undefined) => void): LaterWork {
  const over = new AbortController()
  const all: Promise<void>[] = []
  return {
    begin(work) {
      all.push(work(over.signal).catch((error: unknown) => (over.signal.aborted ? undefined : print(describeError(error)))))
    },
    async end() {
      const timeUp = setTimeout(() => over.abort(new Error('the run has ended')), patienceMs)
      await Promise.all(all.splice(0))
      clearTimeout(timeUp)
    },
  }
}

// A deadline that is over when a test says so, and not before: however slow the machine is, what has to be seen first has been seen.
import { type Deadline, startDeadline } from '../../src/support/deadline.ts'

export interface HeldDeadline {
  readonly deadline: Deadline
  /** The time is up, as a wider budget's would be. */
  spend(): void
}

export function holdDeadline(): HeldDeadline {
  const time = new AbortController()
  return {
    deadline: startDeadline('the test', 60_000, time.signal),
    spend: () => time.abort(new DOMException('the test has seen enough', 'TimeoutError')),
  }
}

// Files of a bundle → attachments of the test that has just ended: links in Vitest's HTML report, properties in JUnit's, lines below the failure.
import type { TestContext } from 'vitest'

export interface Attachment {
  /** Absolute. */
  readonly path: string
  /** As it is told to people. */
  readonly title: string
}

const type = 'vitest-kind'

/** One after the other, in this order, until `signal` fires. Rejects when Vitest does not take one. */
export async function attach(
  { annotate, task }: Readonly<Pick<TestContext, 'annotate' | 'task'>>,
  all: readonly Attachment[],
  signal: AbortSignal,
): Promise<void> {
  for (const { path, title } of all) {
    const { result } = task
    if (!result || signal.aborted) return
    const { state } = result
    // Vitest lets only a test that runs annotate, and looks at the moment of the call. This one has ended, but nothing of it is cleaned up.
    result.state = 'run'
    let noted: Promise<unknown>
    try {
      noted = annotate(title, type, { path, contentType: 'text/plain' })
    } finally {
      result.state = state
    }
    await noted
  }
}

// A failure as Vitest has noted it, and lines → the same failure with the lines at the end of its text: every reporter shows them there. Pure.
import type { TestError } from 'vitest'

/** The failure a summary belongs to: the newest with a text. Others of the same attempt (`expect.soft`) stand above it. */
export function findFailure(errors: readonly TestError[] | undefined): TestError | undefined {
  return errors?.findLast(({ message }) => typeof message === 'string')
}

/** In place: it is Vitest's own record. The stack begins with the message, and some reporters print only that. */
export function extendFailure(failure: TestError, lines: readonly string[]): void {
  if (lines.length === 0) return
  const message = [failure.message.trimEnd(), ...lines.map((line) => `  ${line}`)].join('\n')
  // Not by replace(): `$` means something there.
  const at = failure.stack?.indexOf(failure.message) ?? -1
  if (failure.stack !== undefined && at >= 0)
    failure.stack = failure.stack.slice(0, at) + message + failure.stack.slice(at + failure.message.length)
  failure.message = message
}

// Several writers, one reader: lines in the order in which they are pushed. Whoever writes faster than is read waits.
import type { StampedLine } from './container-log.ts'

export interface LineQueue extends AsyncIterable<StampedLine> {
  /** Resolves when there is room for more. */
  push(line: StampedLine): Promise<void>
  /** After what was pushed. */
  end(): void
  /** After what was pushed; the first counts. */
  fail(error: unknown): void
}

const MOST = 1_000

/** `signal` frees writers whose reader has gone. */
export function createLineQueue(signal: AbortSignal): LineQueue {
  const lines: StampedLine[] = []
  let over: { readonly error?: unknown } | undefined
  let change = Promise.withResolvers<void>()
  const wake = (): void => {
    change.resolve()
    change = Promise.withResolvers<void>()
  }
  const finish = (how: { readonly error?: unknown }): void => {
    over ??= how
    wake()
  }
  signal.addEventListener('abort', wake)
  return {
    async push(line) {
      lines.push(line)
      wake()
      while (lines.length >= MOST && !signal.aborted) await change.promise
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const line = lines.shift()
        if (line) {
          if (lines.length === MOST - 1) wake()
          yield line
        } else if (over) {
          if ('error' in over) throw over.error
          return
        } else await change.promise
      }
    },
  }
}

// SIGINT and SIGTERM: a word to the person, nothing more. Vitest exits a millisecond later; the reaper does the work.

const signals = ['SIGINT', 'SIGTERM'] as const

/** Calls `say` at the first interruption, before Vitest's own handler runs. Returns how to stop listening. */
export function onInterrupt(say: () => void): () => void {
  const handle = (signal: NodeJS.Signals): void => {
    stop()
    say()
    // Whoever listens alone takes away the signal's own effect: give it back.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const stop = (): void => {
    for (const signal of signals) process.off(signal, handle)
  }
  for (const signal of signals) process.prependListener(signal, handle)
  return stop
}

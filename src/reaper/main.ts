// Child's side of the reaper, a program of its own: reads targets from the pipe and acknowledges each; at the pipe's end without
// a goodbye it removes them by label and exits. Says nothing about that to anyone: there is nobody left.
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { ReaperAnswer, ReaperMessage, ReaperTarget } from './messages.ts'

// A container whose creation the engine had begun when the run died appears up to seconds later.
const quietMs = 3_000
// What could not be removed may go when the engine is there again, or the host has time.
const budgetMs = 300_000

// Whoever ends the run may signal all its children too; the pipe tells us when it is time.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
// Nor is it an end of ours that nobody reads any more.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

// Now and not when they are needed: what cannot be loaded is to be known before there is a cluster, and a package that is
// replaced meanwhile must not matter.
const [{ connectEngine }, { removeByLabel }] = await Promise.all([import('../docker/connect.ts'), import('../cluster/remove-by-label.ts')])
answer('ready')

const targets = new Map<string, ReaperTarget>()
for await (const line of createInterface({ input: process.stdin })) {
  const message = readMessage(line)
  if (message?.type === 'watch') targets.set(message.cluster, message)
  else if (message?.type === 'forget') targets.delete(message.cluster)
  else if (message?.type === 'goodbye') targets.clear()
  if (message) answer('heard')
}
await Promise.all([...targets.values()].map(reap))

function answer(word: ReaperAnswer): void {
  process.stdout.write(`${word}\n`)
}

/** Undefined for a line that the death of its writer cut short. */
function readMessage(line: string): ReaperMessage | undefined {
  try {
    return JSON.parse(line) as ReaperMessage
  } catch {
    return undefined
  }
}

/** Looks again and again, ever more slowly while that fails, until nothing of the target has been seen for a while, or the time is up. */
async function reap(target: ReaperTarget): Promise<void> {
  const diedAt = performance.now()
  let seenAt = diedAt
  const timeUp = AbortSignal.timeout(budgetMs)
  let pauseMs = 250
  for (; performance.now() - seenAt < quietMs && performance.now() - diedAt < budgetMs; await pause(pauseMs)) {
    try {
      const engine = await connectEngine(target.environment, timeUp)
      const removed = await removeByLabel(engine, target)
      if (removed.length > 0) seenAt = performance.now()
      pauseMs = 250
    } catch {
      // The engine is busy, or refuses a container that is just being made: it counts as seen.
      seenAt = performance.now()
      pauseMs = Math.min(pauseMs * 1.5, 5_000)
    }
  }
}

// Child's side of the reaper, a program of its own: reads targets from the pipe; at the pipe's end without a goodbye it
// removes them by label and exits. Says nothing to anyone: there is nobody left.
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { ReaperMessage, ReaperTarget } from './messages.ts'

// A container whose creation the engine had begun when the run died appears up to seconds later.
const quietMs = 3_000
const budgetMs = 15_000

// Whoever ends the run may signal all its children too; the pipe tells us when it is time.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

const targets = new Map<string, ReaperTarget>()
for await (const line of createInterface({ input: process.stdin })) {
  const message = readMessage(line)
  if (message?.type === 'watch') targets.set(message.cluster, message)
  else if (message?.type === 'forget') targets.delete(message.cluster)
  else if (message?.type === 'goodbye') targets.clear()
}
await Promise.all([...targets.values()].map(reap))

/** Undefined for a line that the death of its writer cut short. */
function readMessage(line: string): ReaperMessage | undefined {
  try {
    return JSON.parse(line) as ReaperMessage
  } catch {
    return undefined
  }
}

/** Looks again and again until nothing of the target has been seen for a while, or the time is up. */
async function reap(target: ReaperTarget): Promise<void> {
  const [{ connectEngine }, { removeByLabel }] = await Promise.all([import('../docker/connect.ts'), import('../nodes/remove-by-label.ts')])
  const diedAt = performance.now()
  let seenAt = diedAt
  for (; performance.now() - seenAt < quietMs && performance.now() - diedAt < budgetMs; await pause(250)) {
    try {
      const engine = await connectEngine(target.environment)
      const removed = await removeByLabel(engine, target)
      if (removed.length > 0) seenAt = performance.now()
    } catch {
      // The engine is busy, or refuses a container that is just being made: it counts as seen.
      seenAt = performance.now()
    }
  }
}

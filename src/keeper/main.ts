// The keeper of a pool, a program of its own that outlives the run: makes the spares that are missing, behind whoever else wants the processor,
// and stays until none waits that is its own, or whose maker has ended, for one that nobody takes in time is to go. What stops it is in a file:
// there is nobody left to tell.
import { rm, writeFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { KeeperJob } from './job.ts'

const lookAgainMs = 30_000
// In a row: five minutes without an engine.
const mostFailures = 10
const lowest = 19

// Whoever ends the run may signal all its children too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
setPriority(lowest)

const { fillPool, tendPool } = await import('../verbs/pool/fill-pool.ts')
const { request, size, ttlMs, environment, artifactsDirectory } = JSON.parse(await text(process.stdin)) as KeeperJob
const log = join(artifactsDirectory, 'pool.log')
const said: string[] = []
const context = {
  environment,
  artifactsDirectory,
  signal: new AbortController().signal,
  onProgress: (event: { readonly type: string; readonly text?: string }) => void (event.type === 'notice' && said.push(event.text ?? '')),
}

try {
  const names = await fillPool(request, { size, behind: true, ...(ttlMs !== undefined && { ttlMs }) }, context)
  if (names.length >= size) said.length = 0
  await tell()
} catch (error) {
  await tell(error)
}
// The engine may be restarted meanwhile.
for (let failures = 0; failures < mostFailures;) {
  try {
    const untilMs = await tendPool(request, context)
    if (untilMs === undefined) break
    failures = 0
    await pause(Math.min(untilMs + 1, lookAgainMs))
  } catch (error) {
    failures += 1
    if (failures === mostFailures) await tell(error)
    else await pause(lookAgainMs)
  }
}

/** Nothing to be told is no file. */
async function tell(error?: unknown): Promise<void> {
  const lines = error instanceof Error ? [...said, error.message] : said
  try {
    await (lines.length === 0 ? rm(log, { force: true }) : writeFile(log, `${lines.join('\n')}\n`))
  } catch {
    // The folder has gone with its project.
  }
}

// The keeper of a pool, a program of its own that outlives the run: makes the spares that are missing, behind whoever else wants the processor,
// and stays until none of them waits, for one that nobody takes in time is to go. What stops it is in a file: there is nobody left to tell.
import { rm, writeFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { KeeperJob } from './job.ts'

const lookAgainMs = 30_000
const lowest = 19

// Whoever ends the run may signal all its children too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
setPriority(lowest)

const { fillPool, isPoolWaiting } = await import('../verbs/pool/fill-pool.ts')
const { request, size, ttlMs, environment, artifactsDirectory } = JSON.parse(await text(process.stdin)) as KeeperJob
const log = join(artifactsDirectory, 'pool.log')
const said: string[] = []
const context = {
  environment,
  artifactsDirectory,
  signal: new AbortController().signal,
  onProgress: (event: { readonly type: string; readonly text?: string }) => void (event.type === 'notice' && said.push(event.text ?? '')),
}
const pool = { size, behind: true, ...(ttlMs !== undefined && { ttlMs }) }

try {
  await fillPool(request, pool, context)
  await rm(log, { force: true })
  while (await isPoolWaiting(request, pool, context)) await pause(lookAgainMs)
  // What has waited for too long; nothing is made for it.
  await fillPool(request, { ...pool, size: 0 }, context)
} catch (error) {
  await writeFile(log, `${[...said, error instanceof Error ? error.message : String(error)].join('\n')}\n`).catch(() => undefined)
}

// A program that has a reaper watch a target and then waits: to be killed, or for a line on stdin naming what to tell it.
// argv: the target as JSON. Prints `watching` once the reaper knows.
import { createInterface } from 'node:readline'
import type { ReaperTarget } from '../../src/reaper/messages.ts'
import { startReaper } from '../../src/reaper/start.ts'

const target = JSON.parse(process.argv[2] ?? '') as ReaperTarget
const reaper = await startReaper()
await reaper.watch(target)
process.stdout.write('watching\n')
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'forget') await reaper.forget(target.cluster)
  if (line === 'goodbye') await reaper.goodbye()
  process.stdout.write('told\n')
}

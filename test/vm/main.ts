#!/usr/bin/env node
// `npm run test:vm`: users' machines have cgroup v2 and systemd, where this host may have neither. A Debian in a virtual machine has both; each row
// is an engine in it. Prints what the guest says, then a line for each row, also as JSON; ends with 1 when one failed.
//
// Run by Node.js itself and not through tsx: whoever ends this process ends the machine with it.
import { join } from 'node:path'
import { once } from 'node:events'
import { readArguments } from './arguments.ts'
import { collectEvidence } from './collect-evidence.ts'
import { ensureVmPrograms } from './host-programs.ts'
import { acquireFolder } from './machine/acquire-folder.ts'
import { startMachine } from './machine/start-machine.ts'
import { makePayload } from './make-payload.ts'
import { ensureRoot } from './root/build-root.ts'
import { rootRecipe } from './root/plan-root.ts'
import { type RowOutcome, walkRow } from './rows/walk-row.ts'
import { renderOutcome } from './table.ts'

// A boot of the guest takes about two minutes of this host.
const bootWithinMs = 600_000

const project = join(import.meta.dirname, '../..')
const cacheDir = join(project, '.cache')
const startedAt = performance.now()
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => interrupted.abort(new Error(`interrupted by ${signal}: the virtual machine is removed`)))

try {
  process.exitCode = await main()
} catch (error) {
  const { reason } = interrupted.signal
  say(reason instanceof Error ? reason.message : error instanceof Error ? String(error.stack) : String(error))
  process.exitCode = 1
}

async function main(): Promise<number> {
  const { rows, steps, patience, stay } = readArguments(process.argv.slice(2))
  const { signal } = interrupted
  await ensureVmPrograms()
  await using folder = await acquireFolder(join(cacheDir, 'vm'))
  const root = await ensureRoot(rootRecipe, join(cacheDir, 'vm'), { say, signal })
  const payload = await makePayload({ rows, folder: folder.path, cacheDir, say, signal })
  say('starting the virtual machine')
  await using machine = await startMachine({ root, payload, folder: folder.path, withinMs: bootWithinMs * patience, signal })
  say(`it answers: ${machine.ssh}`)
  const outcomes: RowOutcome[] = []
  for (const row of rows) {
    say(`${row.name}: ${row.what}`)
    const outcome = await walkRow(machine, row, { steps, patience, onLine: (line) => say(`${row.name}: ${line}`) })
    outcomes.push(outcome)
    if (outcome.failed !== undefined) say(`kept: ${await collectEvidence(machine, row, join(project, '.vitest/vm'))}`)
  }
  for (const outcome of outcomes) print(renderOutcome(outcome))
  print(JSON.stringify(outcomes))
  if (stay) {
    say(`the virtual machine stays until this is interrupted: ${machine.ssh}`)
    await once(signal, 'abort')
  }
  return outcomes.every(({ failed }) => failed === undefined) ? 0 : 1
}

function say(line: string): void {
  print(`[${String(Math.round((performance.now() - startedAt) / 1000)).padStart(5)} s] ${line}`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

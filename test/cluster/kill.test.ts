// A run that is killed, at five places of the boot and in its tests: nothing of it is left 15 s later.
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { programFile } from '../../src/support/package-files.ts'
import { isRunning, readProc } from '../support/proc.ts'
import { startSample } from '../support/run-sample.ts'
import { findMadeBy, findVolumes } from '../support/sample-leftovers.ts'

// Each place: the line after which the run is killed, and how much later.
const places = [
  { at: 'create-nodes', after: 'ensure-network', laterMs: 300 },
  { at: 'write-node-files', after: 'create-nodes', laterMs: 0 },
  { at: 'await-runtime', after: 'release-nodes', laterMs: 200 },
  { at: 'kubeadm-init', after: 'await-runtime', laterMs: 3_000 },
  { at: 'await-usable', after: 'install-storage', laterMs: 1_000 },
]

const reaper = programFile('reaper/main')
const killed: { readonly pid: number; readonly reapers: readonly string[] }[] = []
let diedAt = 0

for (const { at, after, laterMs } of places) {
  test(`kill -9 in ${at} leaves nothing`, async () => {
    const run = startRun()
    await vi.waitFor(() => expect(run.output()).toMatch(new RegExp(`  ${after} `)), { timeout: 120_000, interval: 20 })
    await pause(laterMs)
    const { volumes } = await findMadeBy(run.pid!)
    const reapers = listReapersOf(run.pid!)
    expect(reapers).toHaveLength(1)
    run.kill('SIGKILL')
    await expectNothingLeft(run.pid!, volumes, reapers)
  })
}

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} says what happens, ends at once and leaves nothing`, async () => {
    const run = startRun()
    await vi.waitFor(() => expect(run.output()).toContain('  await-runtime '), { timeout: 120_000 })
    const { containers, volumes } = await findMadeBy(run.pid!)
    expect(containers).toHaveLength(1)
    const reapers = listReapersOf(run.pid!)
    run.kill(signal)
    const [code] = (await once(run, 'exit')) as [number]
    expect(code).toBe(exitCode)
    expect(run.output()).toMatch(/ kind {2}interrupted: vitest-[0-9a-f]{6} will be removed in the background/)
    await expectNothingLeft(run.pid!, volumes, reapers)
  })
}

test('nothing of them comes back: 15 s after the last one died there is still nothing', async () => {
  // A creation that was under way when a run died would have ended by then.
  await pause(Math.max(0, diedAt + 15_000 - performance.now()))
  expect(killed.length).toBeGreaterThanOrEqual(places.length)
  for (const { pid, reapers } of killed) {
    expect(await findMadeBy(pid)).toEqual({ containers: [], volumes: [] })
    expect(reapers.filter(isRunning), 'its reaper has ended too').toEqual([])
  }
})

/** It does not outlive its test, whatever fails. */
function startRun(): ReturnType<typeof startSample> {
  const run = startSample('smoke')
  onTestFinished(() => void run.kill('SIGKILL'))
  return run
}

/** On two idle cores nothing is there any more 15 s later. */
async function expectNothingLeft(pid: number, volumes: readonly string[], reapers: readonly string[]): Promise<void> {
  killed.push({ pid, reapers })
  diedAt = performance.now()
  await vi.waitFor(
    async () => {
      expect(await findMadeBy(pid)).toEqual({ containers: [], volumes: [] })
      expect(await findVolumes(volumes)).toEqual([])
    },
    { timeout: 60_000, interval: 200 },
  )
}

/** The detached program that outlives the run is its child until then. */
function listReapersOf(pid: number): string[] {
  return readdirSync('/proc').filter((child) => /^\d+$/.test(child) && isChildOf(child, pid) && readProc(child, 'cmdline').includes(reaper))
}

function isChildOf(child: string, pid: number): boolean {
  return new RegExp(`^PPid:\\s*${pid}$`, 'm').test(readProc(child, 'status'))
}

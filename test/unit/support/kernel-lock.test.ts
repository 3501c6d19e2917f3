import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { acquireKernelLock, tryKernelLock } from '../../../src/support/kernel-lock.ts'
import { runScript } from '../../support/run-script.ts'

const module = new URL('../../../src/support/kernel-lock.ts', import.meta.url).pathname

function lockFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'deeper/x.lock')
}

test('who comes second waits, is told so once, and has it when the first is done', async () => {
  const path = lockFile()
  const first = await acquireKernelLock(path, { kind: 'exclusive' })
  const events: string[] = []
  const second = acquireKernelLock(path, {
    kind: 'exclusive',
    onWait: () => {
      events.push('second waits')
      first.release()
    },
  })
  ;(await second).release()
  expect(events).toEqual(['second waits'])
})

test('any number share it, and one alone has it exclusively', async () => {
  const path = lockFile()
  const [one, other] = [await tryKernelLock(path, 'shared'), await tryKernelLock(path, 'shared')]
  expect([one, other]).not.toContain(undefined)
  expect(await tryKernelLock(path, 'exclusive')).toBeUndefined()
  one?.release()
  other?.release()
  const alone = await tryKernelLock(path, 'exclusive')
  expect(await tryKernelLock(path, 'shared')).toBeUndefined()
  alone?.release()
})

test('a holder that was killed holds nobody up, nor does a program it started', async () => {
  const path = lockFile()
  const script = `const { acquireKernelLock } = await import(${JSON.stringify(module)})
    await acquireKernelLock(${JSON.stringify(path)}, { kind: 'exclusive' })
    const { spawn } = await import('node:child_process')
    console.log(spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).pid)
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [started] = (await once(holder.stdout.setEncoding('utf8'), 'data')) as [string]
  onTestFinished(() => void process.kill(Number(started), 'SIGKILL'))
  expect(await tryKernelLock(path, 'exclusive')).toBeUndefined()
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const lock = await tryKernelLock(path, 'exclusive')
  expect(lock).toBeDefined()
  lock?.release()
})

test('waiting ends when the caller gives up, with the reason', async () => {
  const path = lockFile()
  const held = await acquireKernelLock(path, { kind: 'exclusive' })
  const abort = new AbortController()
  const onWait = (): void => abort.abort(new Error('enough'))
  await expect(acquireKernelLock(path, { kind: 'exclusive', onWait, signal: abort.signal })).rejects.toThrow('enough')
  held.release()
  ;(await acquireKernelLock(path, { kind: 'exclusive' })).release()
})

test.runIf(process.getuid?.() === 0)("a lock file that is another user's, in a folder for all, serves too", async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'kernel-lock-')), 'x.lock')
  onTestFinished(() => rmSync(join(path, '..'), { recursive: true }))
  chmodSync(join(path, '..'), 0o1777)
  ;(await acquireKernelLock(path, { kind: 'exclusive' })).release()
  const asNobody = `const { acquireKernelLock } = await import(${JSON.stringify(module)}); process.setgid(65534); process.setuid(65534)
    const lock = await acquireKernelLock(${JSON.stringify(path)}, { kind: 'exclusive' }); console.log('has it'); lock.release()`
  expect((await runScript(asNobody)).stdout).toBe('has it\n')
  expect(existsSync(path)).toBe(true)
})

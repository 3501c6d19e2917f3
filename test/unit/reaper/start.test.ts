import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { startReaper } from '../../../src/reaper/start.ts'

const target = { cluster: 'web', owner: 'us', directory: '/nowhere', environment: {} } as never

const test = base.extend('program', async ({}, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-reaper-'))
  onCleanup(() => rm(folder, { recursive: true }))
  return async (text: string): Promise<string> => {
    const path = join(folder, 'program.mjs')
    await writeFile(path, text)
    return path
  }
})

test('ours is ready, hears what to watch, and ends when it is told goodbye', async () => {
  const reaper = await startReaper()
  await reaper.watch(target)
  await reaper.forget('web')
  await reaper.goodbye()
  await expect(reaper.ended).resolves.toBe('exit code 0')
})

test('one that cannot load what it needs is told with its last words, before there is a cluster', async ({ program }) => {
  const started = startReaper({ program: await program("import 'no-such-package'") })
  await expect(started).rejects.toThrow(
    /^KIND_BOOT_FAILED: the process that removes clusters after a killed run does not live; no cluster is made without it\n[\s\S]*seen {3}Error.*no-such-package[\s\S]*seen {3}exit code 1\n {2}do {5}see that /,
  )
})

test('one that says nothing is not waited for without end', async ({ program }) => {
  const started = startReaper({ program: await program('setInterval(() => {}, 1000)'), answerWithinMs: 300 })
  await expect(started).rejects.toThrow('seen   no answer within 0.3 s')
})

test('it has nothing of the environment, so no preloads of the user', async ({ program }) => {
  const started = startReaper({ program: await program('console.log(JSON.stringify({ ...process.env }), process.cwd())') })
  await expect(started).rejects.toThrow('seen   it answered: {} /')
})

test('one that dies later is noticed: nothing more is watched, and a goodbye is no failure', async ({ program }) => {
  const answering = `import { createInterface } from 'node:readline'
    console.log('ready')
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.includes('second')) process.kill(process.pid, 'SIGKILL')
      console.log('heard')
    }`
  const reaper = await startReaper({ program: await program(answering) })
  await reaper.watch(target)
  await expect(reaper.watch({ ...(target as object), cluster: 'second' } as never)).rejects.toThrow('seen   ended by SIGKILL')
  await expect(reaper.ended).resolves.toBe('ended by SIGKILL')
  await reaper.forget('web')
  await reaper.goodbye()
})

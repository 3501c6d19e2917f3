// The reaper against a real engine: a process that had it watch a cluster ends in every way a process can end.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { listContainers } from '../../src/docker/containers.ts'
import { kindLabels, ownLabels } from '../../src/plan/labels.ts'
import { test as base } from '../support/engine-test.ts'

interface Parent {
  readonly process: ChildProcessWithoutNullStreams
  readonly reaperPid: number
  tell(line: 'forget' | 'goodbye'): Promise<void>
}

const test = base
  .extend('cluster', ({ mark, task }) => `${mark}-${task.id}`)
  .extend(
    'createNode',
    ({ cluster, create }) =>
      (name: string, owner = 'us') =>
        create(`${cluster}-${name}`, { Labels: { [kindLabels.cluster]: cluster, [ownLabels.owner]: owner } }),
  )
  .extend(
    'left',
    ({ cluster, engine }) =>
      async () =>
        (await listContainers(engine, { [kindLabels.cluster]: cluster })).map((container) => container.name),
  )
  .extend('parent', async ({ cluster }, { onCleanup }) => {
    const parent = await startParent(cluster)
    onCleanup(async () => {
      parent.process.kill('SIGKILL')
      await vi.waitFor(async () => expect(await isRunning(parent.reaperPid)).toBe(false), { timeout: 60_000 })
    })
    return parent
  })

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
  test(`${signal} of the run removes its containers and no others`, async ({ createNode, left, parent }) => {
    await createNode('a')
    await createNode('b')
    await createNode('of-another-run', 'somebody else')
    parent.process.kill(signal)
    await vi.waitFor(async () => expect(await left()).toEqual([expect.stringContaining('of-another-run')]), { timeout: 60_000 })
  })
}

test('a container that appears after the run died is removed as well', async ({ createNode, left, parent }) => {
  await createNode('a')
  parent.process.kill('SIGKILL')
  await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 60_000 })
  await createNode('late')
  await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 60_000 })
})

test('signals to the reaper itself do not keep it from its work', async ({ createNode, left, parent }) => {
  await createNode('a')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(parent.reaperPid, signal)
  parent.process.kill('SIGKILL')
  await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 60_000 })
})

for (const message of ['forget', 'goodbye'] as const) {
  test(`after "${message}" the containers stay and the reaper ends with the run`, async ({ createNode, left, parent }) => {
    await createNode('a')
    await parent.tell(message)
    parent.process.kill('SIGKILL')
    await vi.waitFor(async () => expect(await isRunning(parent.reaperPid)).toBe(false), { timeout: 60_000 })
    expect(await left()).toHaveLength(1)
  })
}

async function startParent(cluster: string): Promise<Parent> {
  const { DOCKER_HOST, HOME } = process.env
  const target = JSON.stringify({ cluster, owner: 'us', directory: '/nowhere', environment: { DOCKER_HOST, HOME } })
  const child = spawn(process.execPath, [join(import.meta.dirname, '../support/run-with-reaper.ts'), target])
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the program with the reaper ended'))),
  ])
  const reaperPid = Number((await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim())
  // SIGHUP is the last of the three that it begins to catch when it starts.
  await vi.waitFor(async () => expect(await catches(reaperPid, 1)).toBe(true), { timeout: 60_000 })
  return {
    process: child,
    reaperPid,
    async tell(line) {
      child.stdin.write(`${line}\n`)
      await once(child.stdout, 'data')
    },
  }
}

async function catches(pid: number, signalNumber: number): Promise<boolean> {
  const mask = /^SigCgt:\s*([0-9a-f]+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${mask}`) >> BigInt(signalNumber - 1)) & 1n) === 1n
}

async function isRunning(pid: number): Promise<boolean> {
  await pause(0)
  try {
    process.kill(pid, 0)
    return !/^State:\s*Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

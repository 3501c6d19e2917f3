import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { awaitFileLock, withFileLock } from '../../../src/support/file-lock.ts'
import { readLockFile, removeLeftLock, takeLockFile } from '../../../src/support/lock-file.ts'
import { currentProcess, renderIdentity } from '../../../src/support/process-identity.ts'
import { makeFolder } from '../../support/kubeconfig-places.ts'

test('the lock is where client-go looks for it, while the change is made and no longer', async () => {
  const folder = await makeFolder()
  expect(await withFileLock(join(folder, 'config'), () => readdir(folder))).toEqual(['config.lock'])
  expect(await readdir(folder)).toEqual([])
})

test('two changes of one file are made one after the other', async () => {
  const path = join(await makeFolder(), 'config')
  const order: string[] = []
  const change = async (name: string): Promise<void> => {
    order.push(`${name} begins`)
    await stat('/')
    order.push(`${name} ends`)
  }
  await Promise.all([withFileLock(path, () => change('a')), withFileLock(path, () => change('b'))])
  expect([order.slice(0, 2), order.slice(2)]).toEqual(
    expect.arrayContaining([
      ['a begins', 'a ends'],
      ['b begins', 'b ends'],
    ]),
  )
})

test('a change that fails leaves no lock', async () => {
  const folder = await makeFolder()
  await expect(withFileLock(join(folder, 'config'), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await readdir(folder)).toEqual([])
})

test.each(['/proc/config', '/dev/null/config', join('/', 'x'.repeat(260))])(
  'where no lock can be made, the change is made all the same: %s',
  async (path) => {
    const order: number[] = []
    await Promise.all([
      withFileLock(path, async () => {
        order.push(1)
        await stat('/')
        order.push(2)
      }),
      withFileLock(path, async () => void order.push(3)),
    ])
    // Our own keep out of each other's way there, too.
    expect([
      [1, 2, 3],
      [3, 1, 2],
    ]).toContainEqual(order)
  },
)

test('a lock that is held is waited for no longer than said; what is a folder is no lock that was left behind', async () => {
  const folder = await makeFolder()
  const path = join(folder, 'config')
  await mkdir(`${path}.lock`)
  await utimes(`${path}.lock`, 0, 0)
  const change = withFileLock(path, () => Promise.resolve(), { waitMs: 30 })
  await expect(change).rejects.toMatchObject({ code: 'KIND_TIMED_OUT', message: expect.stringContaining(`${path}.lock is held`) as string })
  await expect(awaitFileLock(path, { waitMs: 30 })).rejects.toThrow(`${path}.lock is held by another program`)
  expect(await readdir(folder)).toEqual(['config.lock'])
})

test('a lock that was left behind is taken over', async () => {
  const folder = await makeFolder()
  const path = join(folder, 'config')
  await writeFile(`${path}.lock`, '')
  await utimes(`${path}.lock`, 0, 0)
  await awaitFileLock(path, { waitMs: 30 })
  expect(await withFileLock(path, () => readdir(folder), { waitMs: 1000 })).toEqual(['config.lock'])
  expect(await readdir(folder)).toEqual([])
})

test.each([
  ['a holder that lives and has not been heard of for long', currentProcess()],
  ['a holder in another container, of which only the time can be told', { ...currentProcess(), pid: 999_999_999, pidNamespace: 1 }],
])('a lock is not taken from %s', async (_what, holder) => {
  const path = join(await makeFolder(), 'config')
  await writeFile(`${path}.lock`, `pid ${holder.pid} on host\n${renderIdentity(holder)}\n`)
  if (holder.pid === process.pid) await utimes(`${path}.lock`, 0, 0)
  await expect(withFileLock(path, () => Promise.resolve(), { waitMs: 100 })).rejects.toThrow(`is held by pid ${holder.pid} on host`)
})

const gone = `pid 999999999 on ${hostname()}\n${renderIdentity({ ...currentProcess(), pid: 999_999_999 })}\n`

test("what was seen left behind, and has been taken by another since, stays the other one's", async () => {
  const lock = join(await makeFolder(), 'config.lock')
  await writeFile(lock, gone)
  const seen = (await readLockFile(lock))!
  expect(seen.left).toBe(true)
  // As whoever was faster has it.
  await removeLeftLock(lock, seen)
  expect(takeLockFile(lock)).toHaveProperty('key')
  const others = await readFile(lock, 'utf8')
  expect(await removeLeftLock(lock, seen)).toBe(true)
  expect(await readFile(lock, 'utf8')).toBe(others)
})

test('of those who find a lock left behind one removes it; one that was killed about it holds nobody up', async () => {
  const folder = await makeFolder()
  const lock = join(folder, 'config.lock')
  await writeFile(lock, gone)
  const seen = (await readLockFile(lock))!
  // Somebody is about it.
  await writeFile(`${lock}.${seen.id}`, `pid ${process.pid} on ${hostname()}\n${renderIdentity(currentProcess())}\n`)
  await removeLeftLock(lock, seen)
  expect(await readdir(folder)).toContain('config.lock')
  await writeFile(`${lock}.${seen.id}`, gone)
  expect(await withFileLock(join(folder, 'config'), () => readdir(folder), { waitMs: 5_000 })).toEqual(['config.lock'])
  expect(await readdir(folder)).toEqual([])
})

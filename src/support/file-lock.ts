// A file's name → nobody else changes it meanwhile. The lock is a file beside it, made by whoever comes first: what kubectl, kind and
// everything built on client-go heed too (client-go tools/clientcmd/config.go: `<file>.lock`).
import { utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDeadline } from './deadline.ts'
import { hashData } from './hash.ts'
import { giveUpLockFile, type LockKey, readLockFile, removeLeftLock, takeLockFile } from './lock-file.ts'
import { poll } from './poll.ts'

// One that lives says so, where its process cannot be looked after: writing may take long on a disk that is busy.
const refreshMs = 2_000

// Captured at load: users' tests may fake the global timers.
const { setInterval: startInterval, clearInterval: stopInterval } = globalThis

export interface FileLockOptions {
  /** How long to wait for others, in milliseconds. @default 30_000 */
  readonly waitMs?: number
}

/**
 * Runs `change` alone. Waits for others; a lock that its holder left behind is taken over. Where no file can be made beside `path`,
 * nobody else can lock it, either: then only our own processes of the same user keep out of each other's way, by a file in the folder
 * for temporary files. Throws KIND_TIMED_OUT.
 */
export async function withFileLock<T>(path: string, change: () => Promise<T>, options: FileLockOptions = {}): Promise<T> {
  const held = await takeFirst([`${path}.lock`, spareLock(path)], options)
  if (held === undefined) return change()
  const refreshing = startInterval(() => void utimes(held.lock, new Date(), new Date()).catch(() => undefined), refreshMs)
  try {
    return await change()
  } finally {
    stopInterval(refreshing)
    await giveUpLockFile(held.lock, held.key)
  }
}

/** Waits until nobody holds the lock of `path`, and takes nothing. Throws KIND_TIMED_OUT. */
export async function awaitFileLock(path: string, { waitMs = 30_000 }: FileLockOptions = {}): Promise<void> {
  const lock = `${path}.lock`
  await whileHeld(lock, waitMs, async () => (await readLockFile(lock))?.left !== false)
}

interface Held {
  readonly lock: string
  readonly key: LockKey
}

/** Undefined where none of them can be made. */
async function takeFirst(locks: readonly string[], { waitMs = 30_000 }: FileLockOptions): Promise<Held | undefined> {
  for (const lock of locks) {
    let key: LockKey | undefined
    await whileHeld(lock, waitMs, async () => {
      const taken = takeLockFile(lock)
      if (taken === 'impossible') return true
      if (taken !== 'held') {
        key = taken.key
        return true
      }
      const other = await readLockFile(lock)
      return other?.left === true && !(await removeLeftLock(lock, other))
    })
    if (key !== undefined) return { lock, key }
  }
  return undefined
}

async function whileHeld(lock: string, waitMs: number, isOver: () => Promise<boolean>): Promise<void> {
  await poll(
    async (see) => {
      if (await isOver()) return true
      see(`${lock} is held by ${(await readLockFile(lock))?.holder || 'another program'}`)
      return undefined
    },
    { deadline: startDeadline('the lock of a kubeconfig', waitMs), awaited: `the release of the lock ${lock}`, everyMs: 20 },
  )
}

function spareLock(path: string): string {
  return join(tmpdir(), `vitest-kind-${process.getuid?.() ?? 'user'}-${hashData(path).slice(0, 16)}.lock`)
}

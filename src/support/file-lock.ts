// A file's name → nobody else changes it meanwhile. The lock is a file beside it, made by whoever comes first: what kubectl, kind and
// everything built on client-go heed too (client-go tools/clientcmd/config.go: `<file>.lock`).
import { randomBytes } from 'node:crypto'
import { open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDeadline } from './deadline.ts'
import { hashData } from './hash.ts'
import { poll } from './poll.ts'
import { currentProcess, isProcessGone, parseIdentity, renderIdentity } from './process-identity.ts'

// Holders rewrite a small file. One that is older than this has died, where it cannot be told for certain: client-go's locks do not say
// of whom they are, and those of another host or container cannot be looked after.
const staleAfterMs = 10_000
// One that lives says so: writing may take long on a disk that is busy.
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
  const refreshing = startInterval(() => void utimes(held, new Date(), new Date()).catch(() => undefined), refreshMs)
  try {
    return await change()
  } finally {
    stopInterval(refreshing)
    await unlink(held).catch(() => undefined)
  }
}

/** Waits until nobody holds the lock of `path`, and takes nothing. Throws KIND_TIMED_OUT. */
export async function awaitFileLock(path: string, { waitMs = 30_000 }: FileLockOptions = {}): Promise<void> {
  const lock = `${path}.lock`
  await whileHeld(lock, waitMs, async () => (await readHolder(lock)) === undefined || (await isStale(lock)))
}

async function takeFirst(locks: readonly string[], { waitMs = 30_000 }: FileLockOptions): Promise<string | undefined> {
  for (const lock of locks) {
    let isImpossible = false
    await whileHeld(lock, waitMs, async () => {
      const taken = await take(lock)
      isImpossible = taken === 'impossible' || (taken === 'held' && (await isStale(lock)) && !(await takeAway(lock)))
      return taken === 'taken' || isImpossible
    })
    if (!isImpossible) return lock
  }
  return undefined
}

async function whileHeld(lock: string, waitMs: number, isOver: () => Promise<boolean>): Promise<void> {
  await poll(
    async (see) => {
      if (await isOver()) return true
      see(`${lock} is held by ${(await readHolder(lock))?.split('\n')[0] || 'another program'}`)
      return undefined
    },
    { deadline: startDeadline('the lock of a kubeconfig', waitMs), awaited: `the release of the lock ${lock}`, everyMs: 20 },
  )
}

async function take(lock: string): Promise<'taken' | 'held' | 'impossible'> {
  try {
    const file = await open(lock, 'wx', 0o600)
    // On a full disk the lock does not say whose it is, and is a lock all the same.
    await file.writeFile(`pid ${process.pid} on ${hostname()}\n${renderIdentity(currentProcess())}\n`).catch(() => undefined)
    await file.close()
    return 'taken'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'held' : 'impossible'
  }
}

/** What the lock says; nothing, where it does not say or may not be read; undefined where there is none. */
async function readHolder(lock: string): Promise<string | undefined> {
  return readFile(lock, 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' || error.code === 'ENOTDIR' ? undefined : '',
  )
}

async function isStale(lock: string): Promise<boolean> {
  const [text = '', facts] = await Promise.all([readHolder(lock), stat(lock).catch(() => undefined)])
  // A folder of that name is no lock that anybody left behind.
  if (!facts?.isFile()) return false
  const holder = parseIdentity(text.split('\n')[1] ?? '')
  const isGone = holder && isProcessGone(holder)
  if (isGone !== undefined) return isGone
  return Date.now() - facts.mtimeMs > staleAfterMs
}

/** Of several that find it stale, one moves it away; the others find it gone, or find a new one and look at that. False where nothing may be moved. */
async function takeAway(lock: string): Promise<boolean> {
  const aside = `${lock}.${process.pid}.${randomBytes(4).toString('hex')}`
  const isMovable = await rename(lock, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )
  // Between the look and the move somebody may have taken it anew: then it is given back.
  if ((await stat(aside).catch(() => undefined)) && !(await isStale(aside))) await rename(aside, lock).catch(() => undefined)
  await unlink(aside).catch(() => undefined)
  return isMovable
}

function spareLock(path: string): string {
  return join(tmpdir(), `vitest-kind-${process.getuid?.() ?? 'user'}-${hashData(path).slice(0, 16)}.lock`)
}

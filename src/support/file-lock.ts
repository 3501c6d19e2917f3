// A file's name → nobody else changes it meanwhile. The lock is a file beside it, made by whoever comes first: what kubectl, kind and
// everything built on client-go heed too (client-go tools/clientcmd/config.go: `<file>.lock`).
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { isAlive } from './is-alive.ts'
import { startDeadline } from './deadline.ts'
import { poll } from './poll.ts'

// Holders rewrite a small file. One that is older than this has died: client-go's locks do not say of whom they are, and the
// number of a process that died is given to another one some day.
const staleAfterMs = 10_000
const waitMs = 30_000

/** Runs `change` alone. Waits up to 30 s for others; a lock that its holder left behind is taken over. */
export async function withFileLock<T>(path: string, change: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`
  await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  await poll(async (see) => {
    if (await take(lock)) return true
    see(`${lock} is held by ${(await readFile(lock, 'utf8').catch(() => '')) || 'another program'}`)
    if (await isStale(lock)) await takeAway(lock)
    return undefined
  }, { deadline: startDeadline('the lock of a kubeconfig', waitMs), awaited: `the lock ${lock}`, everyMs: 20, giveUp: () => true })
  try {
    return await change()
  } finally {
    await unlink(lock).catch(() => undefined)
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600)
    // On a full disk the lock does not say whose it is, and is a lock all the same.
    await file.writeFile(`pid ${process.pid} on ${hostname()}`).catch(() => undefined)
    await file.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isStale(lock: string): Promise<boolean> {
  const [text, facts] = await Promise.all([readFile(lock, 'utf8').catch(() => ''), stat(lock).catch(() => undefined)])
  if (!facts) return false
  const [, pid, host] = /^pid (\d+) on (.*)$/.exec(text) ?? []
  if (pid !== undefined && host === hostname() && !isAlive(Number(pid))) return true
  return Date.now() - facts.mtimeMs > staleAfterMs
}

/** Of several that find it stale, one moves it away; the others find it gone, or find a new one and look at that. */
async function takeAway(lock: string): Promise<void> {
  const aside = `${lock}.${process.pid}.${randomBytes(4).toString('hex')}`
  await rename(lock, aside).catch(() => undefined)
  // Between the look and the move somebody may have taken it anew: then it is given back.
  if ((await stat(aside).catch(() => undefined)) && !(await isStale(aside))) await rename(aside, lock).catch(() => undefined)
  await unlink(aside).catch(() => undefined)
}

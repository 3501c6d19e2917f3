// A lock as a file that whoever comes first makes: taken, looked at, given up, and removed where its holder left it behind. None of them waits.
//
// Nothing removes a file only if it is still the one that was looked at: between the look and the removal its holder may be gone and another may
// have taken it. So one process at a time removes a lock that was left behind, under a lock of that one's own, and looks again first.
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { hashData } from './hash.ts'
import { currentProcess, isProcessGone, parseIdentity, renderIdentity } from './process-identity.ts'

// Holders rewrite a small file. One that is older than this has died, where it cannot be told for certain: client-go's locks do not say
// of whom they are, and those of another host or container cannot be looked after.
const staleAfterMs = 10_000

// What says that no file can be made there at all. Anything else, such as too many open files, passes, and is no reason to go without a lock.
const impossible: ReadonlySet<unknown> = new Set('EACCES EPERM EROFS ENOENT ENOTDIR ENAMETOOLONG EINVAL EISDIR ELOOP ENOTSUP'.split(' '))

/** A lock as it was at one moment. */
export interface LockFile {
  /** Of this one: a later one of the same name has another. */
  readonly id: string
  /** `pid 4711 on host`; empty where it does not say. */
  readonly holder: string
  /** Whether its holder left it behind. */
  readonly left: boolean
}

/** What a lock that was taken is given up by. */
export type LockKey = string

/** The key; `held` while it is somebody's, `impossible` where no file can be made. */
export function takeLockFile(path: string): { readonly key: LockKey } | 'held' | 'impossible' {
  const key = `pid ${process.pid} on ${hostname()}\n${renderIdentity(currentProcess())}\n${randomUUID()}\n`
  try {
    // In one go: until it says whose it is, others go by its age alone.
    const file = openSync(path, 'wx', 0o600)
    try {
      writeSync(file, key)
    } catch {
      // On a full disk the lock does not say whose it is, and is a lock all the same.
      return { key: '' }
    } finally {
      closeSync(file)
    }
    // Taken away before it said so, where this process stood still between the two.
    return readText(path) === key ? { key } : 'held'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return 'held'
    if (impossible.has(code)) return 'impossible'
    throw error
  }
}

/** Undefined where there is none. */
export async function readLockFile(path: string): Promise<LockFile | undefined> {
  try {
    // What it says and how old it is are of one file: it is opened once.
    const file = await open(path, 'r')
    try {
      const [text, facts] = [await file.readFile('utf8').catch(() => ''), await file.stat()]
      const { ino, mtimeMs } = facts
      const [holder = '', identity = ''] = text.split('\n')
      // A folder of that name is no lock that anybody left behind.
      const left = facts.isFile() && isLeft(identity, mtimeMs)
      return { id: hashData(text === '' ? { ino, mtimeMs } : { ino, text }).slice(0, 8), holder, left }
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // One that may not be read is one.
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : { id: '', holder: '', left: false }
  }
}

function isLeft(identity: string, mtimeMs: number): boolean {
  const holder = parseIdentity(identity)
  const isGone = holder && isProcessGone(holder)
  return isGone ?? Date.now() - mtimeMs > staleAfterMs
}

/** Removes one that was left behind, and never a later one. False where it cannot be removed. */
export async function removeLeftLock(path: string, { id }: LockFile): Promise<boolean> {
  const guard = `${path}.${id}`
  const taken = takeLockFile(guard)
  if (taken === 'impossible') return false
  if (taken === 'held') {
    // Somebody is about it; or was, and was killed.
    const other = await readLockFile(guard)
    return other?.left === true ? removeLeftLock(guard, other) : true
  }
  try {
    return (await readLockFile(path))?.id !== id || (await remove(path))
  } finally {
    await remove(guard)
  }
}

/** Gives up one's own; one that was taken away meanwhile is somebody else's. */
export async function giveUpLockFile(path: string, key: LockKey): Promise<void> {
  const isOwn = key === '' || readText(path) === key
  if (isOwn) await remove(path)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

async function remove(path: string): Promise<boolean> {
  return unlink(path).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code === 'ENOENT',
  )
}

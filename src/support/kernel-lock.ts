// A file's name → a lock between processes of this machine that ends with its holder, however that ends: flock(1), run on a file this
// process has open. The kernel ties such a lock to the open file: nothing is stale after `kill -9`, and no pid is compared.
//
// For what takes long and only our own processes do. What others change too is locked as they do it: file-lock.ts.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeDirectory } from './make-directory.ts'

export interface KernelLock {
  release(): void
}

export interface KernelLockOptions {
  /** `shared`: any number at once, as long as nobody has it `exclusive`. */
  readonly kind: 'shared' | 'exclusive'
  /** Called once when somebody else has it. */
  readonly onWait?: (() => void) | undefined
  /** Ends the wait; its reason is thrown. */
  readonly signal?: AbortSignal | undefined
}

/** Waits for the lock, however long its holder lives. */
export async function acquireKernelLock(path: string, { kind, onWait, signal }: KernelLockOptions): Promise<KernelLock> {
  const free = await tryKernelLock(path, kind)
  if (free) return free
  onWait?.()
  const file = await openLockFile(path)
  try {
    await flock(file, kind, 'wait', signal)
    return { release: () => closeSync(file) }
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** The lock, or undefined when somebody else has it. */
export async function tryKernelLock(path: string, kind: KernelLockOptions['kind']): Promise<KernelLock | undefined> {
  const file = await openLockFile(path)
  if (await flock(file, kind, 'try')) return { release: () => closeSync(file) }
  closeSync(file)
  return undefined
}

// Closed on exec (Node.js does so): a command started meanwhile does not hold the lock.
async function openLockFile(path: string): Promise<number> {
  await makeDirectory(dirname(path))
  try {
    // Reading suffices for a lock. In /tmp the kernel lets nobody open another user's file as one to be made (fs.protected_regular).
    return openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return openSync(path, 'a')
  }
}

function flock(file: number, kind: KernelLockOptions['kind'], mode: 'try' | 'wait', signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const args = [`--${kind}`, ...(mode === 'try' ? ['--nonblock'] : []), '3']
    // Detached: a Ctrl-C in the terminal is for us to judge, it must not end the wait by killing flock.
    const child = spawn('flock', args, { stdio: ['ignore', 'ignore', 'inherit', file], detached: true })
    const stop = (): void => void child.kill()
    signal?.addEventListener('abort', stop, { once: true })
    child.on('error', reject)
    child.on('close', (code) => {
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted === true) reject(signal.reason)
      else if (code === 0) resolve(true)
      else if (mode === 'try' && code === 1) resolve(false)
      else reject(new Error(`flock ended with exit code ${code}`))
    })
  })
}

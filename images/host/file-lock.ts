// A lock between processes that ends with its holder, however that ends: flock(1), run on a file this process has open.
// The kernel ties such a lock to the open file, so nothing is stale after `kill -9`, and nothing needs a pid file.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

export interface FileLock {
  release(): void
}

/** Waits for the lock. `onWait` is called once when somebody else has it. */
export async function acquireFileLock(path: string, kind: 'shared' | 'exclusive', onWait: () => void = () => undefined): Promise<FileLock> {
  const free = await tryFileLock(path, kind)
  if (free) return free
  onWait()
  const file = open(path)
  await flock(file, kind, 'wait')
  return { release: () => closeSync(file) }
}

/** The lock, or undefined when somebody else has it. */
export async function tryFileLock(path: string, kind: 'shared' | 'exclusive'): Promise<FileLock | undefined> {
  const file = open(path)
  if (await flock(file, kind, 'try')) return { release: () => closeSync(file) }
  closeSync(file)
  return undefined
}

function open(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  // Closed on exec (Node.js does so): a command started meanwhile does not hold the lock.
  return openSync(path, 'a')
}

function flock(file: number, kind: 'shared' | 'exclusive', mode: 'try' | 'wait'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const args = [`--${kind}`, ...(mode === 'try' ? ['--nonblock'] : []), '3']
    // Detached: a Ctrl-C in the terminal is for us to judge, it must not end the wait by killing flock.
    const child = spawn('flock', args, { stdio: ['ignore', 'ignore', 'inherit', file], detached: true })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(true)
      else if (mode === 'try' && code === 1) resolve(false)
      else reject(new Error(`flock ended with exit code ${code}`))
    })
  })
}

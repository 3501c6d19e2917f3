// One build at a time for each engine: a second one waits, and then finds the image there. Between the processes of
// one host; builders on two hosts that share an engine may both build, and the last one's image stays.
import { open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { isRunning } from './is-running.ts'

export interface LockOptions {
  readonly onProgress: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/** Holds the engine's lock while `work` runs. */
export async function withBuildLock<T>(docker: Dockerode, { onProgress, signal }: LockOptions, work: () => Promise<T>): Promise<T> {
  const { ID: id } = (await docker.info()) as { ID: string }
  const path = join(tmpdir(), `vitest-kind-build-${id.replaceAll(/[^\w-]/g, '')}.lock`)
  for (let told = false; !(await take(path)); told = true) {
    if (!told) onProgress('another process builds images on this engine: waiting for it')
    await sleep(250, undefined, { signal })
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

/** Whether the lock is now ours. One whose process is gone is removed, and can be had at the next try. */
async function take(path: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  if (file !== undefined) {
    await file.writeFile(String(process.pid))
    await file.close()
    return true
  }
  const owner = Number(await readFile(path, 'utf8').catch(() => '0'))
  // 0: just being written, or just removed.
  if (owner !== 0 && !isRunning(owner)) await rm(path, { force: true })
  return false
}

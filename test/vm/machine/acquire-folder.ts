// A folder for one machine's disks, keys and words. It goes with the run; that of a run that was killed goes with the next.
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { acquireKernelLock, tryKernelLock } from '../../../src/support/kernel-lock.ts'

export interface MachineFolder extends AsyncDisposable {
  readonly path: string
}

export async function acquireFolder(parent: string): Promise<MachineFolder> {
  await mkdir(parent, { recursive: true })
  // Nobody looks for folders of the dead while one of the living has no lock yet.
  const alone = await acquireKernelLock(join(parent, 'machines.lock'), { kind: 'exclusive' })
  try {
    await removeAbandoned(parent)
    const path = await mkdtemp(join(parent, 'machine-'))
    // Held as long as this process lives.
    const lock = await acquireKernelLock(join(path, 'lock'), { kind: 'exclusive' })
    const remove = async (): Promise<void> => {
      await rm(path, { recursive: true, force: true })
      lock.release()
    }
    return { path, [Symbol.asyncDispose]: remove }
  } finally {
    alone.release()
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('machine-')) continue
    const lock = await tryKernelLock(join(parent, name, 'lock'), 'exclusive')
    if (!lock) continue
    await rm(join(parent, name), { recursive: true, force: true })
    lock.release()
  }
}

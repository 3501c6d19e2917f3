// A folder that is a disk of its own, and soon full: a tmpfs.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { makeFolder } from './make-folder.ts'

const run = promisify(execFile)

/** For one test. `why` says why there is none: only root may mount. */
export async function mountSmallDisk(size: `${number}k` | `${number}m`): Promise<{ readonly path: string } | { readonly why: string }> {
  const path = await makeFolder()
  const refusal = await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]).then(
    () => undefined,
    (error: { readonly stderr?: string; readonly message: string }) => error.stderr?.trim() || error.message,
  )
  if (refusal !== undefined) return { why: `no small disk can be mounted here: ${refusal}` }
  onTestFinished(async () => void (await run('umount', ['--lazy', path])))
  return { path }
}

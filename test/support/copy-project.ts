// This project as a clean clone has it: the files under version control, as they are now.
import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')

/** Into an empty folder; nothing is installed or built there. */
export async function copyProject(target: string): Promise<void> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 16 * 1024 ** 2,
  })
  for (const path of stdout.split('\0').filter(Boolean)) await cp(join(root, path), join(target, path), { verbatimSymlinks: true })
}

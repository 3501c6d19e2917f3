// The bytes of a static busybox, from Debian's package: the host may have no container registry. Kept in .cache/.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const cached = new URL('../../.cache/busybox', import.meta.url).pathname

export async function readBusybox(): Promise<Buffer> {
  const known = await readFile(cached).catch(() => undefined)
  if (known) return known
  await mkdir(dirname(cached), { recursive: true })
  const directory = await mkdtemp(`${cached}-`)
  try {
    // The sandbox user of apt may not write here; without it apt only warns.
    await run('apt-get', ['download', '-o', 'APT::Sandbox::User=root', 'busybox-static'], { cwd: directory })
    const [packageFile = ''] = await readdir(directory)
    await run('dpkg-deb', ['--extract', packageFile, 'files'], { cwd: directory })
    // Several test files may do this at once; the last one wins, with the same bytes.
    await rename(join(directory, 'files/bin/busybox'), cached)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  return readFile(cached)
}

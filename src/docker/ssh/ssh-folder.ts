// The folder where sockets of ssh lie, of this user alone: those of shared connections, and those that stand for engines elsewhere.
import { randomBytes } from 'node:crypto'
import { lstat, readdir, unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDirectory } from '../../support/make-directory.ts'

/** Undefined where it is somebody else's: then nothing of ours may lie in it. */
export async function openSshFolder(): Promise<string | undefined> {
  const uid = process.getuid?.()
  // Short: the kernel takes 108 bytes for the whole path of a socket, macOS 104, of which ssh wants 17 for itself.
  const folder = join(tmpdir(), `vitest-kind-ssh-${uid ?? 'user'}`)
  await makeDirectory(folder, { mode: 0o700 }).catch(() => undefined)
  const facts = await lstat(folder).catch(() => undefined)
  const isOurs = facts?.isDirectory() === true && (uid === undefined || (facts.uid === uid && (facts.mode & 0o077) === 0))
  return isOurs ? folder : undefined
}

/** A name for a socket that nobody has; what killed processes have left of such is removed. */
export async function freshSocket(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  await Promise.all(names.filter((name) => name.startsWith('engine-')).map((name) => removeIfDead(join(folder, name))))
  return join(folder, `engine-${randomBytes(6).toString('hex')}`)
}

/** A socket at which nobody listens any more. */
export async function removeIfDead(path: string): Promise<void> {
  const isDead = await new Promise<boolean>((resolve) => {
    const socket = connect(path)
    socket.on('connect', () => (socket.destroy(), resolve(false)))
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'))
  })
  if (isDead) await unlink(path).catch(() => undefined)
}

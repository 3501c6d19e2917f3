// A target and its new bytes → written, so that nobody ever has half a file where that can be had: an ordinary file is replaced whole and
// keeps mode and owner; what cannot be replaced, or would lose something by it, is written in place.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { KubeconfigTarget } from './kubeconfig-target.ts'
import { writeStream } from './kubeconfig-stream.ts'

/** What says that a file cannot be replaced although it may be written: nothing may be made beside it, it is a mount, its owner is another. */
export const irreplaceable: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ENAMETOOLONG'])

export async function writeTarget(target: KubeconfigTarget, bytes: Buffer): Promise<void> {
  if (target.kind === 'stream') return writeStream(target.place, bytes)
  const { path } = target
  const stats = target.kind === 'file' ? target.stats : undefined
  // Another name of the same file would be left with the old content.
  if (stats && stats.nlink > 1) return overwrite(path, bytes)
  try {
    await replace(path, bytes, stats)
  } catch (error) {
    if (!stats || !irreplaceable.has((error as NodeJS.ErrnoException).code)) throw error
    await overwrite(path, bytes)
  }
}

/** A name beside `path` that nobody has. */
export function freshName(path: string): string {
  return join(dirname(path), `.kubeconfig-${process.pid}-${randomBytes(4).toString('hex')}`)
}

/** Whole or not at all: whoever reads meanwhile, or is killed meanwhile, has the old file or the new one. */
async function replace(path: string, bytes: Buffer, stats: Stats | undefined): Promise<void> {
  const fresh = freshName(path)
  try {
    const file = await open(fresh, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      if (stats) await takeAfter(file, stats)
      await file.sync()
    } finally {
      await file.close()
    }
    if (stats && (await isSharedByAcl(stats, [path, fresh]))) throw Object.assign(new Error('it has an ACL'), { code: 'EPERM' })
    await rename(fresh, path)
  } catch (error) {
    await unlink(fresh).catch(() => undefined)
    throw error
  }
}

/** Owner before mode: while it is somebody else's, nobody may read it. */
async function takeAfter(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const own = await file.stat()
  if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid)
  if (own.mode !== mode) await file.chmod(mode & 0o7777)
}

/**
 * Whether the group's bits are the mask of an ACL: then the same bits on a file without it, or with the folder's, let others in. Node.js
 * cannot ask; `ls` puts a `+` behind the mode.
 */
async function isSharedByAcl({ mode }: Stats, paths: readonly string[]): Promise<boolean> {
  if ((mode & 0o070) === 0 || process.platform === 'win32') return false
  const { stdout } = await promisify(execFile)('ls', ['-ld', ...paths]).catch(() => ({ stdout: '' }))
  return /^[\w-]{10}\+/m.test(stdout)
}

/** What is beyond the old end comes first: a full disk refuses it there, and the old content is whole. */
async function overwrite(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+')
  try {
    const { size } = await file.stat()
    try {
      await writeAt(file, bytes.subarray(size), size)
      await file.sync()
    } catch (error) {
      await file.truncate(size)
      throw error
    }
    await writeAt(file, bytes.subarray(0, size), 0)
    await file.truncate(bytes.length)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
  }
}

// The path of a kubeconfig → what it leads to, through links, and how that is to be treated. Changes nothing.
import type { Stats } from 'node:fs'
import { fstatSync } from 'node:fs'
import { readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

export type KubeconfigTarget =
  /** An ordinary file. */
  | { readonly kind: 'file'; readonly path: string; readonly stats: Stats }
  /** Nothing yet; where a link leads nowhere, that is the place. */
  | { readonly kind: 'absent'; readonly path: string }
  /** A device, a FIFO, or an open file of this process by its number: what is written passes by and cannot be read again. */
  | { readonly kind: 'stream'; readonly place: string | number }

// The kernel's own limit.
const maxLinks = 40

/** Throws, as the file system does, for a folder, a path through a file, and what must never be written to. */
export async function findTarget(given: string): Promise<KubeconfigTarget> {
  if (given.endsWith('/')) throw fileError('EISDIR', 'it ends with "/" and names a folder')
  const path = await followLinks(given)
  const descriptor = descriptorOf(path)
  const place = descriptor ?? path
  const stats = descriptor === undefined ? await statIfThere(path) : fstatSync(descriptor)
  if (!stats) return { kind: 'absent', path }
  if (stats.isDirectory()) throw fileError('EISDIR', 'it is a folder')
  if (stats.isBlockDevice()) throw fileError('EINVAL', 'it is a disk')
  if (stats.isSocket() && descriptor === undefined) throw fileError('EINVAL', 'it is a socket')
  // Behind a number there may be an ordinary file, in the middle of which somebody writes.
  return stats.isFile() && descriptor === undefined ? { kind: 'file', path, stats } : { kind: 'stream', place }
}

async function followLinks(given: string): Promise<string> {
  let path = await straighten(given)
  for (let links = 0; links < maxLinks; links++) {
    // What links in there say are no paths: `pipe:[1234]`.
    if (descriptorOf(path) !== undefined) return path
    const link = await readlink(path).catch(() => undefined)
    if (link === undefined) return path
    path = await straighten(resolve(dirname(path), link))
  }
  throw fileError('ELOOP', 'its links lead round in a ring')
}

/** With the folder's own name in place of links to it: `..` after a link means the folder that it leads to. */
async function straighten(path: string): Promise<string> {
  if (descriptorOf(path) !== undefined) return path
  const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)))
  return join(folder, basename(path))
}

/** `/dev/stdout` and its like are opened by their number: a new opening of what is behind would truncate it. */
function descriptorOf(path: string): number | undefined {
  const [, named, process_, number] = /^\/(?:dev\/(stdin|stdout|stderr)|(?:dev|proc\/(\w+))\/fd\/(\d+))$/.exec(path) ?? []
  if (named !== undefined) return ['stdin', 'stdout', 'stderr'].indexOf(named)
  const isOwn = process_ === undefined || process_ === 'self' || process_ === String(process.pid)
  return number !== undefined && isOwn ? Number(number) : undefined
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

function fileError(code: string, what: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${what}`), { code })
}

// A tar archive of one file or folder → that, under a path of this machine. Nothing is written beside that path, whatever the archive
// says: no name leads out of it, and nothing is written through a symbolic link.
import { createWriteStream } from 'node:fs'
import { chmod, copyFile, lstat, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Extract, Header } from 'tar-stream'
import { KindError } from '../../support/errors.ts'
import { makeDirectory } from '../../support/make-directory.ts'

export interface Unpacked {
  /** Of a thing that is itself a symbolic link: where it leads. Nothing is written then. */
  readonly link?: string
  /** Of files, folders and links. */
  readonly entries: number
}

/** Says where a thing goes, when it is known whether it is a file or a folder. */
export type Place = (kind: 'file' | 'directory') => Promise<string>

/**
 * Names in the archive begin with one part, which stands for what `place` gives. Rejects with KIND_POD_FAILED for an archive that leads
 * elsewhere, and with what the file system says.
 */
export function unpackTree(archive: Extract, place: Place): Promise<Unpacked> {
  const tree = new Tree(place)
  return new Promise((resolve, reject) => {
    const take = async (header: Header, content: Readable, next: () => void): Promise<void> => {
      try {
        // An archive that breaks off tells its entry, too; it is enough to hear it once.
        content.on('error', () => undefined)
        await tree.add(header, content)
        content.resume()
        next()
      } catch (error) {
        archive.destroy(error instanceof Error ? error : new Error(String(error)))
      }
    }
    archive.on('entry', (header, content, next) => void take(header, content as unknown as Readable, next))
    archive.on('error', reject)
    archive.on('finish', () => void tree.finish().then(resolve, reject))
  })
}

class Tree {
  readonly #place: Place
  /** What is done when all files are there. */
  readonly #later: (() => Promise<void>)[] = []
  #root: string | undefined
  #entries = 0
  #link: string | undefined

  constructor(place: Place) {
    this.#place = place
  }

  async add({ name, type, mode, linkname }: Header, content: Readable): Promise<void> {
    const [first, ...inside] = split(name)
    if (this.#entries === 0 && inside.length === 0 && type === 'symlink') this.#link = linkname ?? ''
    if (this.#link !== undefined) return
    const isFolder = inside.length > 0 || type === 'directory' || first === undefined
    const root = (this.#root ??= await this.#place(isFolder ? 'directory' : 'file'))
    const path = join(root, ...inside)
    this.#entries += 1
    if (type === 'directory') {
      await makeFolders(root, inside)
      // The innermost first: a folder may forbid what is still to be written into it.
      this.#later.unshift(() => chmod(path, mode & 0o777))
    } else if (type === 'file' || type === 'contiguous-file') {
      await makeRoom(root, inside)
      // Not one that somebody has put there meanwhile, and nobody else's to read before its mode is set.
      await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
      await chmod(path, mode & 0o777)
    } else if (type === 'link') {
      const source = split(linkname ?? '').slice(1)
      await makeFolders(root, source.slice(0, -1))
      await makeRoom(root, inside)
      await copyFile(join(root, ...source), path)
    } else if (type === 'symlink') {
      this.#later.push(async () => {
        await makeRoom(root, inside)
        await symlink(linkname ?? '', path)
      })
    }
  }

  async finish(): Promise<Unpacked> {
    for (const step of this.#later) await step()
    return { entries: this.#entries, ...(this.#link !== undefined && { link: this.#link }) }
  }
}

/** `./data/a/` → data, a. Throws for a name that leads upwards. */
function split(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw leadsOut(name)
  return parts
}

/** Folders above it are there then, and at its place is nothing, or a folder. */
async function makeRoom(root: string, inside: readonly string[]): Promise<void> {
  if (inside.length === 0) await makeDirectory(dirname(root))
  else await makeFolders(root, inside.slice(0, -1))
  const path = join(root, ...inside)
  const there = await findStats(path)
  if (there && !there.isDirectory()) await rm(path)
}

async function makeFolders(root: string, inside: readonly string[]): Promise<void> {
  await makeDirectory(root)
  let path = root
  for (const part of inside) {
    path = join(path, part)
    const there = await findStats(path)
    if (there?.isSymbolicLink()) throw leadsOut(path)
    if (!there) await makeDirectory(path)
  }
}

async function findStats(path: string): Promise<Awaited<ReturnType<typeof lstat>> | undefined> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
}

function leadsOut(name: string): KindError {
  return new KindError('KIND_POD_FAILED', { what: `the copy leads out of its place by ${JSON.stringify(name)}: nothing was written there` })
}

// Things to put into a container or an image → a tar stream. One list for small texts, files of the host and links.
import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Pack } from 'tar-stream'

/** One entry of an archive; `path` has no leading slash. Owner is always root. */
export type TarEntry =
  | { readonly path: string; readonly text: string | Buffer; readonly mode?: number }
  | { readonly path: string; readonly file: string; readonly mode?: number }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly directory: true; readonly mode?: number }

export interface PackOptions {
  /** Of every entry. @default 1970-01-01, so that equal content is an equal archive */
  readonly mtime?: Date
  /** Adds the parent directories that the list leaves out, with mode 755. @default true */
  readonly parents?: boolean
}

/** A failure while reading ends the stream with it. */
export function packEntries(entries: Iterable<TarEntry>, { mtime = new Date(0), parents = true }: PackOptions = {}): Readable {
  return Readable.from(generateArchive(entries, { mtime, parents }))
}

async function* generateArchive(entries: Iterable<TarEntry>, options: Required<PackOptions>): AsyncGenerator<Buffer> {
  // Loaded when it is needed: whoever only imports this file does not pay for it.
  const { pack } = await import('tar-stream')
  const archive = pack()
  writeEntries(archive, entries, options).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  yield* archive as AsyncIterable<Buffer>
}

/**
 * Everything below a directory of the host, links as links, in a fixed order. Of modes only what git keeps of them counts: the umask of
 * a checkout must neither get into an image nor make it another one.
 */
export async function listTree(directory: string, prefix: string): Promise<TarEntry[]> {
  const entries: TarEntry[] = []
  for (const name of (await readdir(directory)).toSorted()) {
    const [source, path] = [join(directory, name), posix.join(prefix, name)]
    const status = await lstat(source)
    if (status.isDirectory()) entries.push({ path, directory: true, mode: 0o755 }, ...(await listTree(source, path)))
    else if (status.isSymbolicLink()) entries.push({ path, link: await readlink(source) })
    else entries.push({ path, file: source, mode: (status.mode & 0o100) === 0 ? 0o644 : 0o755 })
  }
  return entries
}

async function writeEntries(archive: Pack, entries: Iterable<TarEntry>, { mtime, parents }: Required<PackOptions>): Promise<void> {
  const known = new Set<string>()
  const header = (name: string, rest: Omit<Header, 'name'>): Header => ({ name, mtime, uid: 0, gid: 0, ...rest })
  for (const entry of entries) {
    for (const parent of parents ? listParents(entry.path) : []) {
      if (known.has(parent)) continue
      known.add(parent)
      archive.entry(header(parent, { type: 'directory', mode: 0o755 }))
    }
    await writeEntry(archive, entry, header)
    known.add(entry.path)
  }
}

type Header = Pick<Parameters<Pack['entry']>[0], 'name' | 'type' | 'mode' | 'size' | 'linkname' | 'mtime' | 'uid' | 'gid'>

async function writeEntry(archive: Pack, entry: TarEntry, header: (name: string, rest: Omit<Header, 'name'>) => Header): Promise<void> {
  if ('directory' in entry) archive.entry(header(entry.path, { type: 'directory', mode: entry.mode ?? 0o755 }))
  else if ('link' in entry) archive.entry(header(entry.path, { type: 'symlink', linkname: entry.link, mode: 0o777 }))
  else if ('text' in entry) archive.entry(header(entry.path, { mode: entry.mode ?? 0o644 }), entry.text)
  else {
    const { size, mode } = await lstat(entry.file)
    await pipeline(createReadStream(entry.file), archive.entry(header(entry.path, { size, mode: entry.mode ?? mode & 0o7777 })))
  }
}

function listParents(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

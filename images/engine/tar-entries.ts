// Things to put into a container or an image → a tar stream. One list for small texts, files of the host and links.
import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import type { Pack } from 'tar-stream'

/** One entry of an archive; `path` has no leading slash. Owner is always root, the time always zero. */
export type TarEntry =
  | { readonly path: string; readonly text: string; readonly mode?: number }
  | { readonly path: string; readonly file: string; readonly mode?: number }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly directory: true; readonly mode?: number }

/** Parent directories are added where the list leaves them out. A failure while reading ends the stream with it. */
export function packEntries(entries: Iterable<TarEntry>): Readable {
  const archive = pack()
  writeEntries(archive, entries).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return Readable.from(archive)
}

/** Everything below a directory of the host, links as links, in a fixed order. */
export async function listTree(directory: string, prefix: string): Promise<TarEntry[]> {
  const entries: TarEntry[] = []
  for (const name of (await readdir(directory)).toSorted()) {
    const [source, path] = [join(directory, name), join(prefix, name)]
    const status = await lstat(source)
    if (status.isDirectory()) entries.push({ path, directory: true, mode: status.mode & 0o7777 }, ...(await listTree(source, path)))
    else if (status.isSymbolicLink()) entries.push({ path, link: await readlink(source) })
    else entries.push({ path, file: source, mode: status.mode & 0o7777 })
  }
  return entries
}

async function writeEntries(archive: Pack, entries: Iterable<TarEntry>): Promise<void> {
  const known = new Set<string>()
  for (const entry of entries) {
    for (const parent of parents(entry.path)) {
      if (known.has(parent)) continue
      known.add(parent)
      archive.entry(header(parent, { type: 'directory', mode: 0o755 }))
    }
    await writeEntry(archive, entry)
    known.add(entry.path)
  }
}

async function writeEntry(archive: Pack, entry: TarEntry): Promise<void> {
  if ('directory' in entry) archive.entry(header(entry.path, { type: 'directory', mode: entry.mode ?? 0o755 }))
  else if ('link' in entry) archive.entry(header(entry.path, { type: 'symlink', linkname: entry.link, mode: 0o777 }))
  else if ('text' in entry) archive.entry(header(entry.path, { mode: entry.mode ?? 0o644 }), entry.text)
  else {
    const { size, mode } = await lstat(entry.file)
    await pipeline(createReadStream(entry.file), archive.entry(header(entry.path, { size, mode: entry.mode ?? mode & 0o7777 })))
  }
}

type Header = Parameters<Pack['entry']>[0]

function header(name: string, rest: Partial<Pick<Header, 'type' | 'mode' | 'size' | 'linkname'>>): Header {
  return { name, mtime: new Date(0), uid: 0, gid: 0, ...rest }
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

// A file or a folder of this machine → a tar archive of it under another name, as a stream. Modes and symbolic links are kept, owners
// are not: what unpacks it owns it. Pipes, sockets and devices are left out.
import { createReadStream, type Stats } from 'node:fs'
import { lstat, readdir, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Pack } from 'tar-stream'

/** `name` is the archive's own: without a slash at its beginning. Of a folder, `name` itself has an entry only when nothing is in it. */
export async function packTree(path: string, name: string): Promise<AsyncIterable<Uint8Array>> {
  const { pack: createPack } = await import('tar-stream')
  const pack = createPack()
  const fill = async (): Promise<void> => {
    const stats = await stat(path)
    const entries = stats.isDirectory() ? await readdir(path) : []
    // A folder that exists keeps its mode then: /tmp its 1777.
    if (entries.length === 0) await addEntry(pack, path, name, stats)
    for (const entry of entries) await addTree(pack, join(path, entry), `${name}/${entry}`)
    pack.finalize()
  }
  fill().catch((error: unknown) => pack.destroy(error instanceof Error ? error : new Error(String(error))))
  return pack as AsyncIterable<Uint8Array>
}

async function addTree(pack: Pack, path: string, name: string): Promise<void> {
  const stats = await lstat(path)
  await addEntry(pack, path, name, stats)
  if (stats.isDirectory()) for (const entry of await readdir(path)) await addTree(pack, join(path, entry), `${name}/${entry}`)
}

async function addEntry(pack: Pack, path: string, name: string, stats: Stats): Promise<void> {
  const header = { name, mode: modeOf(stats), mtime: stats.mtime }
  if (stats.isDirectory()) pack.entry({ ...header, type: 'directory' })
  else if (stats.isSymbolicLink()) pack.entry({ ...header, type: 'symlink', linkname: await readlink(path) })
  else if (stats.isFile()) await pipeline(createReadStream(path), pack.entry({ ...header, size: stats.size }))
}

/** Windows knows of no programs and of no folders that may be entered: there everything may be, as with `docker build`. */
export function modeOf({ mode }: Pick<Stats, 'mode'>, platform: NodeJS.Platform = process.platform): number {
  return platform === 'win32' ? 0o755 : mode & 0o7777
}

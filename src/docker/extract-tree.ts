// An archive as a stream → its files and folders below a folder of the host. Nothing is written outside of that folder, whatever
// the archive says; what is neither file nor folder (links, devices) is left out.
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Reads the archive to its end; gives the files written, as they are named in the archive. Files that exist are written anew. */
export async function extractTree(archive: Readable, directory: string): Promise<string[]> {
  const { extract } = await import('tar-stream')
  const root = resolve(directory)
  const entries = extract()
  const fed = pipeline(archive, entries)
  // It is awaited below, when the entries have been read; until then nobody would hear of it.
  fed.catch(() => undefined)
  const written: string[] = []
  for await (const entry of entries) {
    const { name, type } = entry.header
    const target = resolve(root, name)
    if (target !== root && !target.startsWith(root + sep)) entry.resume()
    else if (type === 'directory') {
      await mkdir(target, { recursive: true })
      entry.resume()
    } else if (type === 'file' || type === 'contiguous-file') {
      await mkdir(dirname(target), { recursive: true })
      await pipeline(entry, createWriteStream(target))
      written.push(name)
    } else entry.resume()
  }
  await fed
  return written
}

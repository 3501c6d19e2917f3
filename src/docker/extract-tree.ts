// An archive as a stream → its files and folders below a folder of the host. Nothing is written outside of that folder, whatever
// the archive says; what is neither file nor folder (links, devices) is left out.
import { createWriteStream } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeDirectory } from '../support/make-directory.ts'

/** Reads the archive to its end; gives the files written, as they are named in the archive. Files that exist are written anew. */
export async function extractTree(archive: Readable, directory: string): Promise<string[]> {
  const { extract } = await import('tar-stream')
  const root = resolve(directory)
  const entries = extract()
  // The first failure is the cause; what it destroys on its way says only that it was destroyed.
  let cause: unknown
  const note = (error: unknown): void => void (cause ??= error)
  archive.on('error', note)
  entries.on('error', note)
  const written: string[] = []
  const write = async (): Promise<void> => {
    for await (const entry of entries) {
      const { name, type } = entry.header
      const target = resolve(root, name)
      const isInside = target === root || target.startsWith(root + sep)
      if (isInside && type === 'directory') await makeDirectory(target)
      if (!isInside || (type !== 'file' && type !== 'contiguous-file')) {
        entry.resume()
        continue
      }
      await makeDirectory(dirname(target))
      // As an iterable: tar-stream's entries are not Node.js' streams, and pipeline() does not see one that breaks.
      await pipeline(Readable.from(entry), createWriteStream(target))
      written.push(name)
    }
  }
  try {
    await Promise.all([pipeline(archive, entries), write()])
  } catch (error) {
    throw cause ?? error
  }
  return written
}

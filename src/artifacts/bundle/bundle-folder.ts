// The folder of one bundle: files go in through one door, where secrets stay outside and the size is bounded. For the owner alone.
import { appendFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDirectory } from '../../support/make-directory.ts'
import type { Redactor } from '../../support/redaction/redactor.ts'
import type { BundleFile } from '../run-record.ts'

export interface BundleFolder {
  readonly path: string
  /** What has been written so far, in this order. */
  readonly files: readonly BundleFile[]
  /** Writes a file, if there is a text to write. Rejects with what the file system says. */
  write(path: string, parts: Iterable<string> | AsyncIterable<string>): Promise<void>
}

export interface FolderLimits {
  /** Of all files together. */
  readonly maxBytes: number
  readonly redactor: Redactor
}

/** Makes nothing yet. */
export function openBundleFolder(path: string, { maxBytes, redactor }: FolderLimits): BundleFolder {
  const files: BundleFile[] = []
  let left = maxBytes
  return {
    path,
    files,
    async write(file, parts) {
      const target = join(path, file)
      let bytes = 0
      let isCut = false
      for await (const part of parts) {
        const text = redactor.redact(part)
        const size = Buffer.byteLength(text)
        // Whole parts only: half of an object is none.
        if (size > left) {
          isCut = true
          break
        }
        if (bytes === 0) await makeDirectory(dirname(target), { mode: 0o700 })
        await (bytes === 0 ? writeFile(target, text, { mode: 0o600 }) : appendFile(target, text))
        left -= size
        bytes += size
      }
      if (bytes > 0) files.push({ path: file, bytes, ...(isCut && { cut: true }) })
    },
  }
}

// An image archive as it comes (tar, gzip, zstd) → the tar as a stream, and what images are in it, known when it has gone by.
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Extract } from 'tar-stream'
import { ConfigError } from '../support/errors.ts'
import { readArchiveImages, type ArchiveImage } from './images/archive-images.ts'

export interface OpenArchive {
  readonly tar: Readable
  /**
   * Reads along with whoever reads the tar, from the same turn of the event loop on. Gives what is in it when it has gone by, and
   * undefined when it broke off or cannot be understood.
   */
  listImages(): Promise<readonly ArchiveImage[] | undefined>
}

const compressions = [
  { magic: '1f8b', open: createGunzip },
  { magic: '28b52ffd', open: createZstdDecompress },
] as const
const foreign: Readonly<Record<string, string>> = { fd377a58: 'xz', '425a68': 'bzip2', '504b0304': 'zip' }
const headerBytes = 512

/**
 * @param name for the error text
 *
 * Throws KIND_CONFIG_INVALID for what is no archive, before any of it is handed on.
 */
export async function openArchive(source: Readable, name: string): Promise<OpenArchive> {
  const [start, whole] = await peek(source, 4)
  const compression = compressions.find(({ magic }) => start.toString('hex').startsWith(magic))
  const [header, tar] = compression ? await peek(decompress(whole, compression.open()), headerBytes) : await peek(whole, headerBytes)
  if (!isTar(header)) {
    tar.destroy()
    const known = Object.entries(foreign).find(([magic]) => start.toString('hex').startsWith(magic))?.[1]
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `${name} is no image archive`,
      problems: [
        known === undefined
          ? `it is ${header.length === 0 ? 'empty' : 'no tar'}, plain or compressed with gzip or zstd`
          : `it is compressed with ${known}, which is not read here`,
        'nothing was loaded',
      ],
      do: 'docker save -o image.tar <image> makes one',
    })
  }
  const { extract } = await import('tar-stream')
  return { tar, listImages: () => readAlong(tar, extract()) }
}

/** The first bytes, and the whole stream with them. */
async function peek(source: Readable, bytes: number): Promise<[Buffer, Readable]> {
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  let done = false
  while (start.length < bytes && !done) {
    const next = await chunks.next()
    done = next.done === true
    if (!done) start = Buffer.concat([start, Buffer.from(next.value)])
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    try {
      if (start.length > 0) yield start
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
    } finally {
      await chunks.return?.()
    }
  }
  return [start.subarray(0, bytes), Readable.from(all(), { objectMode: false })]
}

function decompress(source: Readable, into: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>): Readable {
  source.on('error', (error) => into.destroy(error))
  into.on('close', () => source.destroy())
  return source.pipe(into)
}

/** A header whose checksum is right (POSIX: the sum of its bytes, those of the checksum itself taken as spaces). */
function isTar(header: Buffer): boolean {
  if (header.length < headerBytes) return false
  const told = Number.parseInt(header.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8)
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  return told === sum
}

/** What tells of the images is in two small files, which may be the last ones. */
async function readAlong(tar: Readable, entries: Extract): Promise<readonly ArchiveImage[] | undefined> {
  const reader = new PassThrough()
  tar.pipe(reader)
  tar.on('error', (error) => entries.destroy(error))
  tar.on('close', () => void (tar.readableEnded || entries.destroy()))
  reader.pipe(entries)
  const files: Record<string, string> = {}
  try {
    for await (const entry of entries) {
      const name = entry.header.name.replace(/^\.\//, '')
      if (name === 'manifest.json' || name === 'index.json') files[name] = await text(entry)
      else entry.resume()
    }
    return readArchiveImages(files['manifest.json'], files['index.json'])
  } catch {
    // Read on: the nodes shall have it, and say what is wrong with it.
    reader.unpipe(entries)
    reader.resume()
    return undefined
  }
}

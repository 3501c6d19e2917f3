// A state ↔ a file that another machine can read. Whole or not there: it gets its name when all of it is written.
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { describeError, isKindError, KindError } from '../../support/errors.ts'
import { makeDirectory } from '../../support/make-directory.ts'
import type { ClusterState, LayersFile } from '../cluster-state.ts'
import {
  damaged,
  decodeState,
  encodeBeforeLayers,
  encodeState,
  type LayersPart,
  type StateBytes,
  type StateHeader,
  unusableState,
} from '../encode-state.ts'
import { openPacked, writePacked } from './pack-stream.ts'

/** In a folder that holds those of several clusters. */
export function snapshotPath(folder: string, key: string): string {
  return join(folder, `${key}.state`)
}

export interface Snapshot {
  readonly header: StateHeader
  readonly state: ClusterState
  /** Of the images of the state, where it has any. */
  readonly layers?: LayersFile
}

/** What is written: the layers as whoever has them writes them, into a stream that it leaves open. */
export interface SnapshotToWrite extends Omit<Snapshot, 'layers'> {
  readonly pack?: ((into: Writable) => Promise<void>) | undefined
  /** Hears how much of the layers has been read, before it is compressed. */
  readonly onBytes?: (bytes: number) => void
}

/**
 * Mode 0600: Secrets of the cluster's users are in it. Throws KIND_DISK_FULL, KIND_STATE_UNUSABLE, or what the layers could not be read for; what was
 * there before stays, and nothing else is left.
 */
export async function writeSnapshot(path: string, snapshot: SnapshotToWrite): Promise<{ readonly sizeBytes: number }> {
  const part = `${path}.${randomBytes(4).toString('hex')}.part`
  try {
    await makeDirectory(dirname(path))
    await removeAbandoned(path)
    const file = await open(part, 'wx', 0o600)
    try {
      await writeInto(file, snapshot)
    } finally {
      await file.close()
    }
    await rename(part, path)
    return { sizeBytes: (await stat(path)).size }
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined)
    if (isKindError(error)) throw error
    const isFull = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
    const isThere = await access(path).then(
      () => true,
      () => false,
    )
    throw new KindError(isFull ? 'KIND_DISK_FULL' : 'KIND_STATE_UNUSABLE', {
      what: `the snapshot ${path} could not be written`,
      seen: [describeError(error)],
      ...(isFull && { why: 'the disk is full', do: `df -h ${dirname(path)} shows what room there is; or write it elsewhere` }),
      kept: isThere ? 'the file of that name that was there, as it was' : 'nothing of it',
      cause: error,
    })
  }
}

// Whoever writes one adds to it all the time.
const abandonedMs = 3_600_000

/** What others were writing under this name when they were killed. */
async function removeAbandoned(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)]
  const isPart = (entry: string): boolean => entry.startsWith(`${name}.`) && /^\.[0-9a-f]{8}\.part$/.test(entry.slice(name.length))
  for (const entry of (await readdir(folder)).filter(isPart)) {
    const part = join(folder, entry)
    const { mtimeMs } = await stat(part).catch(() => ({ mtimeMs: Infinity }))
    if (Date.now() - mtimeMs > abandonedMs) await rm(part, { force: true }).catch(() => undefined)
  }
}

async function writeInto(file: FileHandle, { state, header, pack, onBytes }: SnapshotToWrite): Promise<void> {
  if (!pack) {
    await file.writeFile(await encodeState(state, header))
    return
  }
  const { begin, firstLine } = await encodeBeforeLayers(state, header)
  await file.writeFile(begin)
  const layers = await writePacked(file, pack, onBytes)
  await file.write(firstLine(layers), 0, undefined, 0)
}

/** Undefined when there is no such file. Throws KIND_STATE_UNUSABLE, with the reason, for one that cannot be put back. */
export async function readSnapshot(path: string): Promise<Snapshot | undefined> {
  try {
    const file = await open(path)
    try {
      const stats = await file.stat()
      const { layers, ...rest } = await decodeState(
        stats.isFile() ? bytesOf(file, stats.size) : await file.readFile(),
        `the snapshot ${path}`,
      )
      if (!layers) return rest
      if (!stats.isFile()) throw unusableState(`the snapshot ${path}`, 'it holds images, which are read more than once, and is no file')
      if ((await hashFrom(path, layers.from)) !== layers.sha256) throw unusableState(`the snapshot ${path}`, damaged)
      return { ...rest, layers: openLayers(path, layers) }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isKindError(error)) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new KindError('KIND_STATE_UNUSABLE', { what: `the snapshot ${path} cannot be read`, seen: [describeError(error)], cause: error })
  }
}

function bytesOf(file: FileHandle, size: number): StateBytes {
  return {
    size,
    async read(from, length) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from)
      return buffer.subarray(0, bytesRead)
    },
  }
}

async function hashFrom(path: string, start: number): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { start, highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function openLayers(path: string, { bytes, from }: LayersPart & { readonly from: number }): LayersFile {
  return { bytes, open: () => openPacked(createReadStream(path, { start: from, highWaterMark: 1 << 20 })) }
}

// A state ↔ a file that another machine can read. Whole or not there: it gets its name when all of it is written.
import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describeError, KindError } from '../../support/errors.ts'
import { makeDirectory } from '../../support/make-directory.ts'
import type { ClusterState } from '../cluster-state.ts'
import { decodeState, encodeState, type StateHeader } from '../encode-state.ts'

/** In a folder that holds those of several clusters. */
export function snapshotPath(folder: string, key: string): string {
  return join(folder, `${key}.state`)
}

export interface Snapshot {
  readonly header: StateHeader
  readonly state: ClusterState
}

/** Mode 0600: Secrets of the cluster's users are in it. Throws KIND_DISK_FULL, KIND_STATE_UNUSABLE; what was there before stays. */
export async function writeSnapshot(path: string, { state, header }: Snapshot): Promise<{ readonly sizeBytes: number }> {
  const bytes = await encodeState(state, header)
  const part = `${path}.${randomBytes(4).toString('hex')}.part`
  try {
    await makeDirectory(dirname(path))
    await writeFile(part, bytes, { mode: 0o600 })
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined)
    const full = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
    throw new KindError(full ? 'KIND_DISK_FULL' : 'KIND_STATE_UNUSABLE', {
      what: `the snapshot ${path} could not be written`,
      seen: [describeError(error)],
      ...(full && { why: 'the disk is full' }),
      kept: 'nothing of it',
      cause: error,
    })
  }
  return { sizeBytes: bytes.length }
}

/** Undefined when there is no such file. Throws KIND_STATE_UNUSABLE, with the reason, for one that cannot be put back. */
export async function readSnapshot(path: string): Promise<Snapshot | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new KindError('KIND_STATE_UNUSABLE', { what: `the snapshot ${path} cannot be read`, seen: [describeError(error)], cause: error })
  })
  return bytes && decodeState(bytes, `the snapshot ${path}`)
}

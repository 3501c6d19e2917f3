// A prepared state as the engine keeps it: an image with one file, found by its labels.
import type { Engine } from '../../docker/connect.ts'
import { type FileImage, listFileImages, makeFileImage, readFileImage, removeFileImage } from '../../docker/images/file-image.ts'
import { findImage } from '../../docker/images/images.ts'
import { ownLabels } from '../../plan/labels.ts'
import type { Bounds } from '../choose-surplus.ts'
import type { ClusterState } from '../cluster-state.ts'
import { decodeState, encodeState, type StateHeader } from '../encode-state.ts'

const repository = 'vitest-kind/prepared'
const dayMs = 86_400_000

/** Of less than 100 kB each without manifests of the user's: the size is a bound for those with large ones. */
export const preparedBounds: Bounds = { count: 20, ageMs: 14 * dayMs, sizeBytes: 200_000_000 }

export interface PreparedImage {
  readonly key: string
  /** By which it is removed: a name, or an id where another has got its name. */
  readonly reference: string
  /** `v1.37.2, 1 node`: for whoever lists them. */
  readonly of: string
  readonly createdAtMs: number
  readonly sizeBytes: number
}

export function preparedName(key: string): string {
  return `${repository}:${key}`
}

export async function keepPrepared(engine: Engine, state: ClusterState, header: StateHeader): Promise<void> {
  await makeFileImage(engine, {
    repository,
    tag: header.key,
    labels: { [ownLabels.prepared]: header.key, [ownLabels.preparedOf]: describeState(state), [ownLabels.version]: header.by },
    content: await encodeState(state, header),
  })
}

/** Undefined when there is none. Throws KIND_STATE_UNUSABLE for one that cannot be read. */
export async function readPrepared(engine: Engine, key: string): Promise<ClusterState | undefined> {
  const name = preparedName(key)
  if (!(await findImage(engine, name))) return undefined
  const content = await readFileImage(engine, name)
  return (await decodeState(content ?? Buffer.alloc(0), `the prepared state ${name}`)).state
}

export async function listPrepared(engine: Engine): Promise<PreparedImage[]> {
  return (await listFileImages(engine, ownLabels.prepared)).map(describeImage)
}

/** Gone already is fine. */
export async function removePrepared(engine: Engine, reference: string): Promise<boolean> {
  return removeFileImage(engine, reference)
}

function describeImage({ id, names, labels, createdAtMs, sizeBytes }: FileImage): PreparedImage {
  return {
    key: labels[ownLabels.prepared] ?? '',
    reference: names[0] ?? id,
    of: labels[ownLabels.preparedOf] ?? '',
    createdAtMs,
    sizeBytes,
  }
}

function describeState({ kubernetesVersion, names: { nodes } }: ClusterState): string {
  return `${kubernetesVersion}, ${nodes.length === 1 ? '1 node' : `${nodes.length} nodes`}`
}

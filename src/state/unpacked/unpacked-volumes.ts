// Volumes with images of users, unpacked for nodes of one image, as the engine keeps them. A volume's labels cannot change: that it is whole
// is told by a small image with the same key, which is made last.
import type { Engine } from '../../docker/connect.ts'
import { listFileImages, makeFileImage, removeFileImage } from '../../docker/images/file-image.ts'
import { createVolume, findVolume, listVolumes, removeVolume } from '../../docker/volumes.ts'
import { ownLabels } from '../../plan/labels.ts'
import type { ClusterPlan } from '../../plan/plan.ts'
import type { Bounds, Kept } from '../choose-surplus.ts'
import { unpackedKey } from './unpacked-key.ts'

const repository = 'vitest-kind/unpacked'
const dayMs = 86_400_000

/** Each about twice the size of its images: archives and files. */
export const unpackedBounds: Bounds = { count: 8, ageMs: 14 * dayMs, sizeBytes: 6_000_000_000 }

export interface UnpackedVolume extends Kept {
  readonly volume: string
}

export type Concerned = Pick<ClusterPlan, 'spec' | 'policy' | 'host'> & {
  readonly nodes: readonly { readonly image: { readonly id: string } }[]
}

export function unpackedVolumeName(key: string): string {
  return `vitest-kind-unpacked-${key}`
}

/** Id of a node image → key, of those that have any use for it. */
export async function readUnpackedKeys(engine: Engine, { spec, policy, host, nodes }: Concerned): Promise<Map<string, string>> {
  const keys = new Map<string, string>()
  if (!policy.prepared || policy.images.length === 0) return keys
  // Links serve one way of putting layers together, on one file system, as one user.
  const isOther = host.snapshotter !== undefined || host.rootless || host.remapsUsers
  if (isOther || spec.containerdConfigPatches.length > 0 || spec.containerdConfigPatchesJSON6902.length > 0) return keys
  for (const id of new Set(nodes.map(({ image }) => image.id))) {
    const key = await unpackedKey(engine, { nodeImage: id, images: policy.images })
    if (key !== undefined) keys.set(id, key)
  }
  return keys
}

/** Id of a node image → the volume that is there for it. */
export async function findUnpackedVolumes(engine: Engine, plan: Concerned): Promise<Map<string, string>> {
  const volumes = new Map<string, string>()
  for (const [id, key] of await readUnpackedKeys(engine, plan)) {
    const found = await findUnpacked(engine, key)
    if (found) volumes.set(id, found)
  }
  return volumes
}

export async function findUnpacked(engine: Engine, key: string): Promise<string | undefined> {
  const volume = unpackedVolumeName(key)
  const [whole, there] = await Promise.all([listUnpacked(engine), findVolume(engine, volume)])
  return there && whole.some((one) => one.key === key) ? volume : undefined
}

export async function createUnpackedVolume(engine: Engine, key: string): Promise<string> {
  const name = unpackedVolumeName(key)
  await createVolume(engine, name, { [ownLabels.unpacked]: key })
  return name
}

/** From now on nodes begin with it. */
export async function declareWhole(engine: Engine, key: string, sizeBytes: number, by: string): Promise<void> {
  const labels = { [ownLabels.unpacked]: key, [ownLabels.unpackedBytes]: String(sizeBytes), [ownLabels.version]: by }
  await makeFileImage(engine, { repository, tag: key, labels, content: Buffer.from(`${unpackedVolumeName(key)}\n`) })
}

export async function listUnpacked(engine: Engine): Promise<UnpackedVolume[]> {
  return (await listFileImages(engine, ownLabels.unpacked)).flatMap(({ id, names, labels, createdAtMs }) => {
    const key = labels[ownLabels.unpacked]
    if (key === undefined) return []
    const sizeBytes = Number(labels[ownLabels.unpackedBytes]) || 0
    return [{ key, reference: names[0] ?? id, volume: unpackedVolumeName(key), createdAtMs, sizeBytes }]
  })
}

/** Those of which nothing tells that they are whole: being filled, or left by whoever died at it. */
export async function listUnfinished(engine: Engine): Promise<{ readonly name: string; readonly createdAtMs: number }[]> {
  const whole = new Set((await listUnpacked(engine)).map(({ volume }) => volume))
  const volumes = await listVolumes(engine, ownLabels.unpacked)
  return volumes
    .filter(({ name, labels }) => labels[ownLabels.unpacked] !== undefined && !whole.has(name))
    .map(({ name, createdAt }) => ({ name, createdAtMs: createdAt }))
}

/** False where a cluster has it. Gone already is fine. */
export async function removeUnpacked(
  engine: Engine,
  { volume, reference }: Pick<UnpackedVolume, 'volume' | 'reference'>,
): Promise<boolean> {
  if (!(await removeVolume(engine, volume))) return false
  return removeFileImage(engine, reference)
}

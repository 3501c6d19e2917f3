// A cluster that has just become usable → the images it was asked for, unpacked in a volume that the nodes of later boots begin with. Beside the tests.
import { currentOwner } from '../cluster/owner.ts'
import { removeContainer, listContainers } from '../docker/containers.ts'
import type { Engine } from '../docker/connect.ts'
import { removeVolume } from '../docker/volumes.ts'
import { ownLabels } from '../plan/labels.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import { chooseSurplus } from '../state/choose-surplus.ts'
import { fillVolume, unpackLabel } from '../state/unpacked/fill-volume.ts'
import {
  createUnpackedVolume,
  declareWhole,
  findUnpacked,
  listUnpacked,
  readUnpackedKeys,
  removeUnpacked,
  unpackedBounds,
} from '../state/unpacked/unpacked-volumes.ts'
import { describeReason } from '../support/errors.ts'
import { packageVersion } from '../support/package-version.ts'
import type { OnProgress } from '../support/progress.ts'

/** Never throws: a run does without. It is whole or not there. */
export async function keepUnpacked(engine: Engine, plan: ClusterPlan, onProgress: OnProgress): Promise<void> {
  try {
    for (const [nodeImage, key] of await readUnpackedKeys(engine, plan)) {
      if ((await findUnpacked(engine, key)) === undefined) await make(engine, nodeImage, key, plan)
    }
  } catch (error) {
    if (engine.signal.aborted) return
    onProgress({ type: 'notice', cluster: plan.spec.name, text: `no images were kept unpacked: ${describeReason(error)}` })
  }
}

async function make(engine: Engine, nodeImage: string, key: string, { policy }: ClusterPlan): Promise<void> {
  const volume = await createUnpackedVolume(engine, key)
  if (await isBeingFilled(engine, volume)) return
  // What is built is there by its name.
  const images = policy.images.map((image) => ('build' in image ? { reference: image.build.tag } : image))
  try {
    const owner = currentOwner({ ciRun: undefined, stays: false })
    const sizeBytes = await fillVolume(engine, { volume, nodeImage, images, owner })
    await declareWhole(engine, key, sizeBytes, packageVersion)
  } catch (error) {
    await removeVolume(engine.until(AbortSignal.timeout(30_000)), volume).catch(() => undefined)
    throw error
  }
  for (const surplus of chooseSurplus(await listUnpacked(engine), unpackedBounds, Date.now())) await removeUnpacked(engine, surplus)
}

/** By another process; what one that died has left of it goes. */
async function isBeingFilled(engine: Engine, volume: string): Promise<boolean> {
  const [other] = (await listContainers(engine, { [ownLabels.probe]: unpackLabel })).filter(({ name }) => name === volume)
  if (!other) return false
  if (other.state === 'running' || other.state === 'created') return true
  await removeContainer(engine, other.id)
  return false
}

// The engine → prepared states that nothing will be made of any more, and, where caches shall go too, all others.
import type { Engine } from '../../docker/connect.ts'
import { chooseSurplus } from '../../state/choose-surplus.ts'
import { listPrepared, preparedBounds, removePrepared } from '../../state/prepared/prepared-image.ts'
import { listUnfinished, listUnpacked, removeUnpacked, unpackedBounds } from '../../state/unpacked/unpacked-volumes.ts'
import { removeVolume } from '../../docker/volumes.ts'
import type { RemovableLeftover } from './leftover.ts'

export async function findPreparedLeftovers(engine: Engine, caches: boolean): Promise<RemovableLeftover[]> {
  const all = await listPrepared(engine)
  const surplus = chooseSurplus(all, preparedBounds, Date.now())
  const states = (caches ? all : surplus).map((image) => ({
    kind: 'image' as const,
    name: image.reference,
    createdAtMs: image.createdAtMs,
    why: surplus.includes(image) ? `prepared state (${image.of}) beyond what is kept` : `prepared state (${image.of})`,
    remove: () => removePrepared(engine, image.reference),
  }))
  return [...states, ...(await findUnpackedLeftovers(engine, caches))]
}

/** The images that boots with these states were asked for, and what was never finished of them. */
async function findUnpackedLeftovers(engine: Engine, caches: boolean): Promise<RemovableLeftover[]> {
  const all = await listUnpacked(engine)
  const surplus = chooseSurplus(all, unpackedBounds, Date.now())
  const whole = (caches ? all : surplus).map((one) => ({
    kind: 'volume' as const,
    name: one.volume,
    createdAtMs: one.createdAtMs,
    why: surplus.includes(one) ? 'unpacked images beyond what is kept' : 'unpacked images of prepared boots',
    remove: () => removeUnpacked(engine, one),
  }))
  const unfinished = (await listUnfinished(engine)).map(({ name, createdAtMs }) => ({
    kind: 'volume' as const,
    name,
    createdAtMs,
    why: 'images that were never unpacked to the end',
    // One that is being filled has a container, and stays.
    remove: () => removeVolume(engine, name),
  }))
  return [...whole, ...unfinished]
}

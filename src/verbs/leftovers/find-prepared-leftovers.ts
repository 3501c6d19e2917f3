// The engine → prepared states that nothing will be made of any more, and, where caches shall go too, all others.
import type { Engine } from '../../docker/connect.ts'
import { chooseSurplus } from '../../state/choose-surplus.ts'
import { listPrepared, preparedBounds, removePrepared } from '../../state/prepared/prepared-image.ts'
import type { RemovableLeftover } from './leftover.ts'

export async function findPreparedLeftovers(engine: Engine, caches: boolean): Promise<RemovableLeftover[]> {
  const all = await listPrepared(engine)
  const surplus = chooseSurplus(all, preparedBounds, Date.now())
  return (caches ? all : surplus).map((image) => ({
    kind: 'image' as const,
    name: image.reference,
    createdAtMs: image.createdAtMs,
    why: surplus.includes(image) ? `prepared state (${image.of}) beyond what is kept` : `prepared state (${image.of})`,
    remove: () => removePrepared(engine, image.reference),
  }))
}

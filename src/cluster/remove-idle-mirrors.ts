// Mirrors that no cluster pulls by any more → gone. What they have pulled stays, for the next cluster.
import type { Engine } from '../docker/connect.ts'
import { removeContainer } from '../docker/containers.ts'
import { findMirrorUse, type FoundMirror, listMirrors } from './list-mirrors.ts'

/** One that cannot be removed is left to the next cluster, or to prune: it is in nobody's way. */
export async function removeIdleMirrors(engine: Engine): Promise<void> {
  const idle = await findIdleMirrors(engine)
  await Promise.all(idle.map((mirror) => removeContainer(engine, mirror.container.id).catch(() => undefined)))
}

export async function findIdleMirrors(engine: Engine): Promise<FoundMirror[]> {
  const mirrors = await listMirrors(engine)
  if (mirrors.length === 0) return []
  const isUsed = await findMirrorUse(engine)
  return mirrors.filter((mirror) => !isUsed(mirror))
}

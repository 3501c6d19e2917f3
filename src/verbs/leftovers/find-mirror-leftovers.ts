// The engine → mirrors that no cluster pulls by, and, where they shall go too, what they have pulled.
import { findMirrorUse, readMirror } from '../../cluster/list-mirrors.ts'
import { findIdleMirrors } from '../../cluster/remove-idle-mirrors.ts'
import type { Engine } from '../../docker/connect.ts'
import { removeContainer } from '../../docker/containers.ts'
import { listVolumes, removeVolume } from '../../docker/volumes.ts'
import { ownLabels } from '../../plan/labels.ts'
import type { RemovableLeftover } from './leftover.ts'

/** Mirrors first: a cache is free when its mirror has gone. */
export async function findMirrorLeftovers(engine: Engine, caches: boolean): Promise<RemovableLeftover[]> {
  const idle = await findIdleMirrors(engine)
  return [
    ...idle.map((mirror) => ({
      kind: 'container' as const,
      name: mirror.name,
      createdAtMs: mirror.container.createdAt,
      why: `mirror of ${mirror.registry} that no cluster pulls by${caches ? '' : '; what it has pulled stays'}`,
      async remove() {
        if (!(await findIdleMirrors(engine)).some(({ name }) => name === mirror.name)) return false
        await removeContainer(engine, mirror.container.id)
        return true
      },
    })),
    ...(caches ? await findIdleCaches(engine) : []),
  ]
}

async function findIdleCaches(engine: Engine): Promise<RemovableLeftover[]> {
  const volumes = await listVolumes(engine, ownLabels.mirror)
  const isUsed = await findMirrorUse(engine)
  return volumes
    .map(({ name, labels, createdAt }) => ({ mirror: readMirror(name, labels), createdAt }))
    .filter(({ mirror }) => !isUsed(mirror))
    .map(({ mirror: { name, registry }, createdAt }) => ({
      kind: 'volume' as const,
      name,
      createdAtMs: createdAt,
      why: `cache of the mirror of ${registry} that no cluster pulls by`,
      remove: () => removeVolume(engine, name),
    }))
}

// What a run of a sample has left in the engine: found by the owner label, which holds the pid of the run.
import { connectEngine } from '../../src/docker/connect.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { ownLabels, readOwner } from '../../src/plan/labels.ts'

export interface Leftovers {
  readonly containers: readonly string[]
  /** Nameless volumes of those containers. */
  readonly volumes: readonly string[]
}

/** Containers made by process `pid`, and their volumes. */
export async function findMadeBy(pid: number): Promise<Leftovers> {
  const engine = await connectEngine(process.env, new AbortController().signal)
  const containers = (await listContainers(engine, { [ownLabels.owner]: undefined })).filter(
    ({ labels }) => readOwner(labels[ownLabels.owner])?.pid === pid,
  )
  const details = await Promise.all(
    containers.map(({ id }) =>
      engine.docker
        .getContainer(id)
        .inspect()
        .catch(() => undefined),
    ),
  )
  return {
    containers: containers.map(({ name }) => name),
    volumes: details.flatMap((one) => one?.Mounts ?? []).flatMap((mount) => (mount.Type === 'volume' && mount.Name ? [mount.Name] : [])),
  }
}

/** Those of `volumes` that are still there. */
export async function findVolumes(volumes: readonly string[]): Promise<string[]> {
  const engine = await connectEngine(process.env, new AbortController().signal)
  const { Volumes } = await engine.docker.listVolumes()
  return Volumes.map(({ Name }) => Name).filter((name) => volumes.includes(name))
}

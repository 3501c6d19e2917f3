// Label → nothing left: containers with their volumes, then the network when it is ours and empty. Idempotent; the only undo.
import { rm } from 'node:fs/promises'
import type { Engine } from '../docker/connect.ts'
import { listContainers, removeContainer } from '../docker/containers.ts'
import { listNetworks, removeNetwork, type NetworkSummary } from '../docker/networks.ts'
import { DockerError, describeError, isKindError } from '../support/errors.ts'
import { kindLabels, ownLabels } from '../plan/labels.ts'

// A container whose creation was under way during the first look is there for the second; a busy one may go by the fifth.
const rounds = 5

export interface RemovalTarget {
  readonly cluster: string
  /** Only containers with this owner label: a later cluster of the same name is not touched. */
  readonly owner?: string
  /** The cluster's files on the host. They go while its containers still hold its name: after that they may be a new cluster's. */
  readonly directory?: string
}

/**
 * Removes a cluster and returns the names of the containers that went. Goes on after an error and throws KIND_REMOVE_FAILED
 * with all of them at the end, naming what is still there.
 */
export async function removeByLabel(engine: Engine, target: RemovalTarget): Promise<string[]> {
  const removed = new Set<string>()
  let failures: string[] = []
  for (let round = 0; round < rounds; round++) {
    const containers = await listContainers(engine, {
      [kindLabels.cluster]: target.cluster,
      ...(target.owner !== undefined && { [ownLabels.owner]: target.owner }),
    })
    failures = []
    if (containers.length === 0) break
    if (target.directory !== undefined) await rm(target.directory, { recursive: true, force: true }).catch((error: unknown) => failures.push(describeFully(error)))
    await Promise.all(
      containers.map(({ id, name }) =>
        removeContainer(engine, id).then(
          () => removed.add(name),
          (error: unknown) => failures.push(`${name}: ${describeFully(error)}`),
        ),
      ),
    )
  }
  if (failures.length > 0) {
    throw new DockerError('KIND_REMOVE_FAILED', {
      what: `cluster "${target.cluster}" could not be removed whole`,
      seen: failures,
      do: `docker rm -f -v $(docker ps -aq --filter label=${kindLabels.cluster}=${target.cluster})`,
    })
  }
  await removeEmptyNetworks(engine, ({ labels }) => removed.size > 0 || labels[ownLabels.owner] === target.owner)
  return [...removed].toSorted()
}

/** With what the engine said, which is the reason. */
function describeFully(error: unknown): string {
  return [describeError(error), ...(isKindError(error) ? (error.facts.seen ?? []) : [])].join(': ')
}

/**
 * Networks we made serve all clusters; the last one to go takes them along. One in use is refused by the engine and stays. Whoever
 * finds nothing of a cluster leaves those of others alone: a reaper that looks again and again would take away, again and again,
 * what the next run has just made.
 */
async function removeEmptyNetworks(engine: Engine, isOurs: (network: NetworkSummary) => boolean): Promise<void> {
  const networks = (await listNetworks(engine, { [ownLabels.owner]: undefined })).filter(isOurs)
  const inUse = new Set((await listContainers(engine, { [kindLabels.cluster]: undefined })).flatMap((container) => Object.keys(container.addresses)))
  await Promise.all(networks.filter((network) => !inUse.has(network.name)).map((network) => removeNetwork(engine, network.id).catch(() => undefined)))
}

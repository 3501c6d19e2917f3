// Label → nothing left: containers with their volumes, then the network when it is ours and empty. Idempotent; the only undo.
import type { Engine } from '../docker/connect.ts'
import { listContainers, type ContainerSummary } from '../docker/containers.ts'
import { listNetworks, removeNetwork, type NetworkSummary } from '../docker/networks.ts'
import { awaitSomeGone, removeThawing } from '../docker/remove-thawing.ts'
import { DockerError, describeError, isKindError } from '../support/errors.ts'
import { kindLabels, ownLabels } from '../plan/labels.ts'
import { removeIdleMirrors } from './remove-idle-mirrors.ts'
import { removeFiles } from './remove-files.ts'

export interface RemovalTarget {
  readonly cluster: string
  /** Only containers with this owner label: a later cluster of the same name is not touched. */
  readonly owner?: string
  /**
   * The cluster's files on the host, but for the evidence of a boot that failed. They go while its containers still hold its name: after
   * that they may be a new cluster's.
   */
  readonly directory?: string
}

export interface RemovalOptions {
  /** How long what could not be removed is tried again, in milliseconds. @default 60_000 */
  readonly withinMs?: number
  /** Hears what had to be done besides. */
  readonly onNotice?: (text: string) => void
}

/**
 * Removes a cluster and returns the names of the containers that went. Goes on after an error, and again until the time is up;
 * then throws KIND_REMOVE_FAILED with all that was last seen, naming what is still there.
 */
export async function removeByLabel(
  engine: Engine,
  target: RemovalTarget,
  { withinMs = 60_000, onNotice = () => undefined }: RemovalOptions = {},
): Promise<string[]> {
  const timeUp = AbortSignal.timeout(withinMs)
  const labels = { [kindLabels.cluster]: target.cluster, ...(target.owner !== undefined && { [ownLabels.owner]: target.owner }) }
  const removed = new Set<string>()
  const reasons = new Map<string, string>()
  let filesReason: string | undefined
  let stuck: readonly ContainerSummary[] = []
  const remove = async ({ id, name }: ContainerSummary): Promise<void> => {
    try {
      await removeThawing(engine, id, { labels, onThawed: (processes) => onNotice(describeThaw(name, processes)) })
      removed.add(name)
      reasons.delete(id)
    } catch (error) {
      reasons.set(id, describeFully(error))
    }
  }
  // What was being made during one look is there for the next, which comes at once unless something could not be removed.
  for (;;) {
    const containers = await listContainers(engine, labels).catch((error: unknown) => {
      if (stuck.length === 0) throw error
    })
    // The engine's own time was up in the middle: what could not be removed by then is the news.
    if (!containers) throw removalFailed(target, stuck, reasons)
    if (containers.length === 0) break
    if (timeUp.aborted && containers.some(({ id }) => reasons.has(id))) throw removalFailed(target, containers, reasons)
    if (target.directory !== undefined) filesReason = await removeFiles(target.directory).then(() => undefined, describeError)
    await Promise.all(containers.map(remove))
    stuck = containers.filter(({ id }) => reasons.has(id))
    if (stuck.length > 0) await awaitSomeGone(engine, stuck)
  }
  if (removed.size > 0) await removeIdleMirrors(engine)
  await removeEmptyNetworks(engine, ({ labels: owned }) => removed.size > 0 || owned[ownLabels.owner] === target.owner)
  if (filesReason !== undefined) {
    throw new DockerError('KIND_REMOVE_FAILED', {
      what: `the files of cluster "${target.cluster}" could not be removed; its containers are`,
      seen: [filesReason],
      do: `rm -r ${target.directory}`,
      left: true,
    })
  }
  return [...removed].toSorted()
}

function removalFailed({ cluster }: RemovalTarget, left: readonly ContainerSummary[], reasons: ReadonlyMap<string, string>): DockerError {
  return new DockerError('KIND_REMOVE_FAILED', {
    what: `cluster "${cluster}" could not be removed whole`,
    seen: left.map(({ id, name }) => `${name}: ${reasons.get(id) ?? 'is still there'}`),
    do: `docker rm -f -v $(docker ps -aq --filter label=${kindLabels.cluster}=${cluster})`,
    left: true,
  })
}

function describeThaw(name: string, processes: number): string {
  return `${name} did not end: let go ${processes} frozen process${processes === 1 ? '' : 'es'} in it, which on cgroup v1 no signal ends`
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
  const inUse = new Set(
    (await listContainers(engine, { [kindLabels.cluster]: undefined })).flatMap((container) => Object.keys(container.addresses)),
  )
  await Promise.all(
    networks.filter((network) => !inUse.has(network.name)).map((network) => removeNetwork(engine, network.id).catch(() => undefined)),
  )
}

// What dead runs have left on the engine and in the folder for files → removed, one after the other, or told only.
import { findClusters } from '../cluster/find.ts'
import { describeError, DockerError, isKindError } from '../support/errors.ts'
import { type ClusterContext, openEngine } from './context.ts'
import { findClusterLeftovers } from './leftovers/find-cluster-leftovers.ts'
import { findEngineLeftovers } from './leftovers/find-engine-leftovers.ts'
import { findFileLeftovers } from './leftovers/find-file-leftovers.ts'
import type { Leftover, RemovableLeftover } from './leftovers/leftover.ts'

export type { Leftover } from './leftovers/leftover.ts'

export interface PruneOptions {
  /**
   * Leaves alone what is younger, in milliseconds.
   *
   * @default 0: what a dead run has left is of no more use
   */
  readonly olderThanMs?: number
  /**
   * Only finds what would be removed.
   *
   * @default false
   */
  readonly dryRun?: boolean
  /**
   * Removes what mirrors of registries have pulled as well, where no cluster pulls by them, and prepared states with their images.
   *
   * @default false: it is for the next cluster
   */
  readonly caches?: boolean
  /**
   * Called with each thing when it has gone, or with `dryRun` when it is found.
   *
   * @default nothing is called
   */
  readonly onLeftover?: (leftover: Leftover) => void
}

/**
 * Removes what dead runs have left, and tells what that was: clusters whose maker is gone for certain and that were not to stay, what
 * builds of images have left, mirrors that no cluster pulls by, our network when nothing is on it, and the files of clusters that are gone. Goes on after an error, then
 * throws KIND_REMOVE_FAILED naming what stays. Throws KIND_CANCELLED when the caller wants no more of it.
 */
export async function pruneLeftovers(
  { olderThanMs = 0, dryRun = false, caches = false, onLeftover = () => undefined }: PruneOptions,
  context: Pick<ClusterContext, 'environment' | 'artifactsDirectory' | 'signal' | 'onProgress'>,
): Promise<Leftover[]> {
  const { artifactsDirectory } = context
  const engine = await openEngine(context)
  // Without a limit clocks do not matter: the engine's may be ahead of ours.
  const beforeMs = olderThanMs > 0 ? Date.now() - olderThanMs : Number.POSITIVE_INFINITY
  const onNotice = (text: string): void => context.onProgress({ type: 'notice', cluster: '', text })
  const listNames = async (): Promise<Set<string>> => new Set((await findClusters(engine)).map(({ name }) => name))
  const gone: Leftover[] = []
  const problems: string[] = []
  const remove = async (leftover: RemovableLeftover): Promise<void> => {
    const { kind, name, why, createdAtMs } = leftover
    try {
      if (!dryRun && !(await leftover.remove())) return
      gone.push({ kind, name, why, createdAtMs })
      onLeftover({ kind, name, why, createdAtMs })
    } catch (error) {
      if (context.signal.aborted) throw error
      const seen = isKindError(error) ? (error.facts.seen ?? []) : []
      problems.push([`${kind} ${name}: ${describeError(error)}`, ...seen].join('\n'))
    }
  }
  for (const leftover of await findClusterLeftovers({ engine, artifactsDirectory, beforeMs, onNotice })) await remove(leftover)
  for (const leftover of await findEngineLeftovers(engine, { beforeMs, caches })) await remove(leftover)
  for (const leftover of await findFileLeftovers({ artifactsDirectory, beforeMs, listNames })) await remove(leftover)
  if (problems.length === 0) return gone
  throw new DockerError('KIND_REMOVE_FAILED', {
    what: `${problems.length} of ${problems.length + gone.length} things that dead runs have left could not be removed`,
    seen: problems,
    do: 'vitest-kind prune, which tries again',
    left: true,
  })
}

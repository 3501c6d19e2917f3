// A pool's key → one of its spares, taken by this process and no other, awake and usable; undefined when none waits.
import { putUser } from '../../cluster/cluster-users.ts'
import { type Cluster, requireCluster } from '../../cluster/cluster.ts'
import { unpauseContainer } from '../../docker/containers.ts'
import { readEngineTime } from '../../docker/engine-facts.ts'
import type { Engine } from '../../docker/connect.ts'
import { startDeadline } from '../../support/deadline.ts'
import { isKindError } from '../../support/errors.ts'
import { findWaiting } from './find-spares.ts'
import { wakeFrozen } from '../rest/wake-frozen.ts'

// It takes a second where the machine has time.
const wakeWithinMs = 20_000

export interface TakeOptions {
  readonly signal: AbortSignal
  /** Told by what it will be found, when it is this process's: the moment to tell whoever cleans up. */
  readonly onTaken: (cluster: Cluster) => Promise<void>
  /** Has it removed. */
  readonly discard: (cluster: Cluster, why: unknown) => Promise<void>
}

/**
 * The engine thaws a frozen container for one caller, and tells the others that it is not frozen: that is the lock. One that does not come
 * back is discarded, and the next is tried.
 */
export async function takeSpare(engine: Engine, key: string, { signal, onTaken, discard }: TakeOptions): Promise<Cluster | undefined> {
  for (const cluster of await findWaiting(engine, key)) {
    const [first] = cluster.containers
    const [node] = cluster.nodes
    if (!node) continue
    // Noted before: whoever finds it thawed finds whose it is.
    const [takeBack, thawedAtMs] = await Promise.all([putUser(node), readEngineTime(engine)])
    if (!(await thaw(engine, first.id))) {
      await takeBack(signal).catch(() => undefined)
      continue
    }
    try {
      // Who is told may start a process for it: beside the waking.
      const [awake] = await Promise.all([wake(cluster, { thawedAtMs, signal }), onTaken(cluster)])
      return awake
    } catch (error) {
      if (signal.aborted) throw error
      await discard(cluster, error)
    }
  }
  return undefined
}

/** Its first container is thawed. */
async function wake(
  { engine, name, containers: [, ...others] }: Cluster,
  { thawedAtMs, signal }: { readonly thawedAtMs: number; readonly signal: AbortSignal },
): Promise<Cluster> {
  await Promise.all(others.map(({ id }) => unpauseContainer(engine, id)))
  const awake = await requireCluster(engine, name)
  await wakeFrozen(awake, { thawedAtMs, deadline: startDeadline('waking a spare', wakeWithinMs, signal) })
  return awake
}

/** Whether it was this call that did. */
async function thaw(engine: Engine, id: string): Promise<boolean> {
  try {
    await unpauseContainer(engine, id)
    return true
  } catch (error) {
    if (isKindError(error) && /is not paused|no such container/i.test((error.facts.seen ?? []).join())) return false
    throw error
  }
}

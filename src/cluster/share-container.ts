// A container that several want and one makes: found, brought back or made, and waited for until it serves. Its name is the lock.
import type { Engine } from '../docker/connect.ts'
import { type ContainerSummary, removeContainer } from '../docker/containers.ts'
import { awaitLogLine } from '../docker/logs.ts'
import { isKindError } from '../support/errors.ts'
import { pause } from '../support/poll.ts'

const lookAgainMs = 100
// Between its creation and its start lie two requests. Whoever has made it and not started it for so long was killed.
const abandonedMs = 15_000

export interface SharedContainer {
  readonly find: () => Promise<ContainerSummary | undefined>
  /** Creates and starts it, by a name that nothing else may have. */
  readonly make: () => Promise<unknown>
  /** Starts one that has ended, or removes it so that it is made anew. */
  readonly revive: (container: ContainerSummary) => Promise<unknown>
  /** A line of its log that tells that it serves. */
  readonly serves: RegExp
}

/** Throws what making it threw, unless somebody else was faster. */
export async function shareContainer(engine: Engine, shared: SharedContainer, signal: AbortSignal): Promise<ContainerSummary> {
  const { find, make, revive, serves } = shared
  let unstartedSince: number | undefined
  for (; ; await pause(lookAgainMs, signal)) {
    const found = await find()
    if (found?.state === 'running') {
      await awaitLogLine(engine, found.id, serves, signal, 'that it serves')
      return found
    }
    // One that is being made by somebody else is started by them; one that has ended, by whoever wants it.
    if (found?.state === 'exited') await revive(found)
    if (found?.state === 'created' && performance.now() - (unstartedSince ??= performance.now()) > abandonedMs)
      await removeContainer(engine, found.id)
    if (found) continue
    await make().catch(async (error: unknown) => {
      // A name is given out once: somebody else may have been faster, and then it is the one that is wanted.
      const isTaken = isKindError(error) && error.code === 'KIND_CLUSTER_EXISTS'
      if (!isTaken || !(await find())) throw error
    })
  }
}

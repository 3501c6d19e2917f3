// A cluster that stays when the run ends: marked for whoever cleans up, or left to the next process that uses it. Main process.
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { Environment } from '../../config/env.ts'
import { describeError } from '../../support/errors.ts'
import { renderKept } from './report.ts'

// To write a small file into each node.
const keepMs = 10_000

/** After a failure, for somebody to look at. */
export async function keepForLook(handle: ClusterHandle, environment: Environment, print: (line: string) => void): Promise<void> {
  const { keepCluster } = await import('../../verbs/keep.ts')
  // Kept in any case; what could not be written concerns only who cleans up later.
  await keepCluster(handle.name, { environment, signal: AbortSignal.timeout(keepMs) }).catch((error: unknown) =>
    print(` kind  ${handle.name} could not be marked as kept: vitest-kind prune may remove it (${describeError(error)})`),
  )
  print(renderKept(handle))
}

/** For the next who asks for the same. Noted for a process that has ended, its use means nothing: no failure is worth telling. */
export async function leaveForNext(name: string, environment: Environment): Promise<void> {
  const { leaveKeptCluster } = await import('../../verbs/use-kept.ts')
  await leaveKeptCluster(name, { environment, signal: AbortSignal.timeout(keepMs) }).catch(() => undefined)
}

// A cluster that stays after the run: whoever uses it is known, so that nobody breaks or resets it under them.
import { forgetUser, noteUser } from '../cluster/cluster-users.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Deadline } from '../support/deadline.ts'
import { lookAgainAfterMs } from '../support/look-again.ts'
import { pause } from '../support/poll.ts'
import { type ClusterContext, openCluster } from './context.ts'

type UseContext = Pick<ClusterContext, 'environment' | 'signal'>

export interface UseOptions {
  /** Waits until everybody who came before has ended; who comes later waits for this process. Otherwise only for those who want to be alone. */
  readonly alone: boolean
  readonly deadline: Deadline
  /** Told once whom it waits for. */
  readonly say: (text: string) => void
}

const leaveMs = 10_000

/** This process uses it from now on. Throws KIND_TIMED_OUT, with whom it has waited for, and uses it no more then. */
export async function useCluster({ name, nodes: [node] }: Cluster, { alone, deadline, say }: UseOptions): Promise<void> {
  if (!node) return
  try {
    for (let look = 1; ; look += 1) {
      const before = await noteUser(node, { alone, signal: deadline.signal })
      const others = before.filter((user) => alone || user.alone).map(({ who }) => who)
      if (others.length === 0) return
      if (look === 1) say(`waiting until it is free: ${others.join(', ')} ${others.length === 1 ? 'uses' : 'use'} it`)
      await pause(Math.min(lookAgainAfterMs(look), deadline.remainingMs()), deadline.signal)
      deadline.check(`the end of those who use cluster "${name}"`, others)
    }
  } catch (error) {
    await leaveCluster({ nodes: [node] })
    throw error
  }
}

/** For what could not be taken after all. Noted for a process that has ended, its use means nothing: no failure is worth telling. */
export async function leaveCluster({ nodes: [node] }: Pick<Cluster, 'nodes'>): Promise<void> {
  if (node) await forgetUser(node, AbortSignal.timeout(leaveMs)).catch(() => undefined)
}

/** It uses it no more. */
export async function leaveKeptCluster(name: string, context: UseContext): Promise<void> {
  const [node] = (await openCluster(name, context)).nodes
  if (node?.running) await forgetUser(node, context.signal)
}

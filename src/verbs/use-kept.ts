// A cluster that stays after the run: whoever uses it is known, so that nobody breaks it under them.
import { forgetUser, noteUser } from '../cluster/cluster-users.ts'
import { type ClusterContext, openCluster } from './context.ts'

type UseContext = Pick<ClusterContext, 'environment' | 'signal'>

/** Notes that this process uses it. */
export async function useKeptCluster(name: string, context: UseContext): Promise<void> {
  const [node] = (await openCluster(name, context)).nodes
  if (node) await noteUser(node)
}

/** It uses it no more. */
export async function leaveKeptCluster(name: string, context: UseContext): Promise<void> {
  const [node] = (await openCluster(name, context)).nodes
  if (node?.running) await forgetUser(node, context.signal)
}

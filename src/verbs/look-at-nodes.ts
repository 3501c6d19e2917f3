// A cluster whose test has failed → what only the engine knows of its nodes: those whose containers do not run, and, where the API says
// nothing, what became of the program that should. A line each; none where all is well.
import type { Cluster } from '../cluster/cluster.ts'
import type { Node } from '../cluster/node.ts'
import { inspectContainer, type ContainerSummary } from '../docker/containers.ts'
import { isNode } from '../cluster/find.ts'
import { type ClusterContext, openCluster } from './context.ts'

/** Throws KIND_CLUSTER_UNKNOWN when nothing is left of it. */
export async function lookAtNodes(
  { cluster: name, isSilent }: { readonly cluster: string; readonly isSilent: boolean },
  context: Pick<ClusterContext, 'environment' | 'signal'>,
): Promise<readonly string[]> {
  const cluster = await openCluster(name, context)
  const lines = await Promise.all([
    ...cluster.containers.filter((one) => isNode(one) && one.state !== 'running').map(async (one) => [await tellState(cluster, one)]),
    ...cluster.nodes
      .filter(({ role, running }) => isSilent && running && role === 'control-plane')
      .map(async (node) => tellServer(node, context.signal)),
  ])
  return lines.flat()
}

async function tellState({ engine }: Cluster, { id, name, state }: ContainerSummary): Promise<string> {
  if (state !== 'exited') return `the container of node ${name} is ${state}`
  const { exitCode, oomKilled } = await inspectContainer(engine, id)
  return `the container of node ${name} has exited with ${exitCode}${oomKilled ? ': out of memory' : ''}`
}

/** Its state as the kernel has it; T is stopped by a signal. */
async function tellServer({ name, run }: Node, signal: AbortSignal): Promise<string[]> {
  const script = 'for pid in $(pgrep -x kube-apiserver); do cut -d" " -f3 /proc/$pid/stat; done'
  const { stdout } = await run(['sh', '-c', script], { allowFailure: true, signal })
  const states = stdout.trim()
  if (states === '') return [`no kube-apiserver runs on ${name}`]
  return /^T$/m.test(states) ? [`kube-apiserver on ${name} is stopped, and answers nobody`] : []
}

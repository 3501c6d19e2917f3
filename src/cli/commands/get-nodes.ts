// get nodes: container names on stdout, one a line.
import { listClusters } from '../../cluster/list-clusters.ts'
import { commandContext } from '../command-context.ts'
import { printData, printTalk } from '../output.ts'

export async function getNodesCommand(name: string): Promise<void> {
  const cluster = (await listClusters(commandContext())).find((one) => one.name === name)
  if (!cluster) printTalk(`No kind nodes found for cluster "${name}".`)
  for (const node of cluster?.nodes ?? []) printData(node.name)
}

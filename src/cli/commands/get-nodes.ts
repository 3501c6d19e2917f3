// get nodes: container names on stdout, one a line, the load balancer too; or what is known of them.
import { listClusters } from '../../cluster/list-clusters.ts'
import { commandContext } from '../command-context.ts'
import { printData, printJson, printTalk } from '../output.ts'
import { renderTable } from '../render-table.ts'

interface GetNodesFlags {
  readonly name: string
  readonly allClusters?: boolean
  readonly output?: 'wide' | 'json'
}

export async function getNodesCommand({ name, allClusters, output }: GetNodesFlags): Promise<void> {
  const clusters = (await listClusters(commandContext())).filter((cluster) => allClusters || cluster.name === name)
  const nodes = clusters.flatMap((cluster) => cluster.nodes.map((node) => ({ cluster: cluster.name, ...node })))
  if (output === 'json') return printJson(nodes)
  if (nodes.length === 0) return printTalk(allClusters ? 'No kind nodes found.' : `No kind nodes found for cluster "${name}".`)
  if (output === undefined) return nodes.forEach((node) => printData(node.name))
  printData(renderTable(['NAME', 'ROLE', 'STATE', 'CLUSTER', 'ADDRESS', 'IMAGE'], nodes.map((node) => [node.name, node.role, node.state, node.cluster, node.address || '-', node.image])))
}

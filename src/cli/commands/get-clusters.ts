// get clusters: names on stdout, one a line.
import { listClusters } from '../../cluster/list-clusters.ts'
import { commandContext } from '../command-context.ts'
import { printData, printTalk } from '../output.ts'

export async function getClustersCommand(): Promise<void> {
  const clusters = await listClusters(commandContext())
  if (clusters.length === 0) printTalk('No kind clusters found.')
  for (const { name } of clusters) printData(name)
}

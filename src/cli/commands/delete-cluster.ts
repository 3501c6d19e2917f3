// delete cluster: a name → nothing left of it; absent is fine.
import { deleteCluster } from '../../cluster/delete-cluster.ts'
import { commandContext } from '../command-context.ts'
import { printTalk } from '../output.ts'

export async function deleteClusterCommand(name: string): Promise<void> {
  printTalk(`Deleting cluster "${name}" ...`)
  const { removed } = await deleteCluster(name, commandContext())
  printTalk(removed.length === 0 ? `No nodes found for cluster "${name}".` : `Deleted nodes: ${JSON.stringify(removed)}`)
}

// delete cluster, delete clusters: names → nothing left of them, nor of their contexts; absent is fine.
import { deleteCluster } from '../../cluster/delete-cluster.ts'
import { removeExportedKubeconfig } from '../../cluster/export-kubeconfig.ts'
import { listClusters } from '../../cluster/list-clusters.ts'
import { ConfigError } from '../../support/errors.ts'
import { commandContext, type CommandContext } from '../command-context.ts'
import { printTalk, reportFailure } from '../output.ts'

export async function deleteClustersCommand(asked: readonly string[], flags: { readonly all?: boolean; readonly kubeconfig?: string }): Promise<void> {
  const context = commandContext()
  const names = flags.all ? (await listClusters(context)).map(({ name }) => name) : asked
  if (names.length === 0 && !flags.all) throw new ConfigError('KIND_CONFIG_INVALID', { what: 'no cluster names provided', do: 'name them, or say --all' })
  if (names.length === 0) printTalk('No kind clusters found.')
  for (const name of names) await deleteOne(name, flags.kubeconfig, context).catch(reportFailure)
}

async function deleteOne(name: string, file: string | undefined, context: CommandContext): Promise<void> {
  printTalk(`Deleting cluster "${name}" ...`)
  const { removed } = await deleteCluster(name, context)
  // After the containers: a context that leads nowhere can be deleted again, a cluster without one would be hard to find.
  await removeExportedKubeconfig(name, { file }, context)
  printTalk(removed.length === 0 ? `No nodes found for cluster "${name}".` : `Deleted nodes: ${JSON.stringify(removed)}`)
}

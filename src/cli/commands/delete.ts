// delete cluster, delete clusters: names → nothing left of them, nor of their contexts; absent is fine.
import type { Command } from '@commander-js/extra-typings'
import { parseClusterName } from '../../config/cluster-name.ts'
import { ConfigError } from '../../support/errors.ts'
import type { ClusterContext } from '../../verbs/context.ts'
import { nameFlag } from '../cluster-flag.ts'
import { commandContext } from '../command-context.ts'
import { printTalk, reportFailure } from '../output.ts'

const kubeconfigFlag = '--kubeconfig <file>'
const kubeconfigText = 'file to take the context from, in place of KUBECONFIG or ~/.kube/config'

export function addDeleteCommands(program: Command): void {
  const group = program.command('delete').description('deletes clusters')
  group
    .command('cluster')
    .description('deletes a cluster and its context; one that does not exist is deleted already')
    .addOption(nameFlag())
    .option(kubeconfigFlag, kubeconfigText)
    .action(async ({ name, kubeconfig }) => deleteAll([name], kubeconfig, await commandContext()))
  group
    .command('clusters [names...]')
    .description('deletes several clusters; goes on when one of them fails')
    .option('-A, --all', 'all clusters of this engine')
    .option(kubeconfigFlag, kubeconfigText)
    .action(async (names, { all, kubeconfig }) => {
      const context = await commandContext()
      if (all) return deleteAll(await listNames(context), kubeconfig, context)
      if (names.length === 0)
        throw new ConfigError('KIND_CONFIG_INVALID', { what: 'no cluster names provided', do: 'name them, or say --all' })
      await deleteAll(names, kubeconfig, context)
    })
}

async function listNames(context: ClusterContext): Promise<string[]> {
  const { listClusters } = await import('../../verbs/list.ts')
  const names = (await listClusters(context)).map(({ name }) => name)
  if (names.length === 0) printTalk('No kind clusters found.')
  return names
}

/** Nothing is deleted when one of the names cannot be: it is a slip, and the others may be, too. */
async function deleteAll(names: readonly string[], kubeconfig: string | undefined, context: ClusterContext): Promise<void> {
  const checked = names.map((name) => parseClusterName(name))
  for (const name of checked) await deleteOne(name, kubeconfig, context).catch(reportFailure)
}

async function deleteOne(name: string, file: string | undefined, context: ClusterContext): Promise<void> {
  const [{ deleteCluster }, { removeExportedKubeconfig }] = await Promise.all([
    import('../../verbs/delete.ts'),
    import('../../verbs/kubeconfig.ts'),
  ])
  printTalk(`Deleting cluster "${name}" ...`)
  const { removed } = await deleteCluster(name, context)
  // After the containers: a context that leads nowhere can be deleted again, a cluster without one would be hard to find.
  await removeExportedKubeconfig(name, { file }, context)
  printTalk(removed.length === 0 ? `No nodes found for cluster "${name}".` : `Deleted nodes: ${JSON.stringify(removed)}`)
}

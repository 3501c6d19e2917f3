// delete …
import type { Command } from 'commander'
import { withName } from './name-option.ts'

const kubeconfigFlag = ['--kubeconfig <file>', 'file to take the context from, in place of KUBECONFIG or ~/.kube/config'] as const

export function addDeleteCommands(program: Command): void {
  const group = program.command('delete').description('deletes clusters')
  withName(group.command('cluster').description('deletes a cluster and its context; one that does not exist is deleted already'))
    .option(...kubeconfigFlag)
    .action(async ({ name, ...options }) => (await import('../commands/delete-cluster.ts')).deleteClustersCommand([name], options))
  group
    .command('clusters [names...]')
    .description('deletes several clusters; goes on when one of them fails')
    .option('-A, --all', 'all clusters of this engine')
    .option(...kubeconfigFlag)
    .action(async (names: string[], options) => (await import('../commands/delete-cluster.ts')).deleteClustersCommand(names, options))
}

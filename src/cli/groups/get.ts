// get …
import { type Command, Option } from 'commander'
import { withName } from './name-option.ts'

const output = (): Option => new Option('--output <format>', 'wide: a table; json: everything').choices(['wide', 'json'])

export function addGetCommands(program: Command): void {
  const group = program.command('get').description('lists clusters and nodes, prints kubeconfigs')
  group
    .command('clusters')
    .description('names of all clusters, one a line')
    .addOption(output())
    .action(async (options) => (await import('../commands/get-clusters.ts')).getClustersCommand(options))
  withName(group.command('nodes').description('names of the nodes of a cluster, one a line'))
    .option('-A, --all-clusters', 'of all clusters')
    .addOption(output())
    .action(async (options) => (await import('../commands/get-nodes.ts')).getNodesCommand(options))
  withName(group.command('kubeconfig').description('kubeconfig of a cluster'))
    .option('--internal', 'with the address that containers on the Docker network use')
    .action(async ({ name, internal }) => (await import('../commands/get-kubeconfig.ts')).getKubeconfigCommand(name, internal))
}

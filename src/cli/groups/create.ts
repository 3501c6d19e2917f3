// create …
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '../parse-duration.ts'

export function addCreateCommands(program: Command): void {
  const group = program.command('create').description('creates a cluster')
  group
    .command('cluster')
    .description('creates a cluster, waits until it is usable and makes it the current context')
    .option('-n, --name <name>', 'name of the cluster (KIND_CLUSTER_NAME, then the configuration, then "kind")')
    .option('--config <file>', 'a kind configuration; "-" reads it from stdin')
    .option('--image <reference>', 'node image of all nodes')
    .option('--version <version>', "Kubernetes version, such as '1.37'")
    .option('--control-planes <count>', 'how many control planes', parseCount)
    .option('--workers <count>', 'how many worker nodes', parseCount)
    .option('--retain', 'keeps the nodes when the boot fails')
    .option('--wait <duration>', 'time in addition to the usual 3 minutes for the cluster to be usable; when it is up, that is an error', parseDuration)
    .option('--kubeconfig <file>', 'file to write the context to, in place of KUBECONFIG or ~/.kube/config')
    .option('--keep-context', 'adds the context without making it the current one')
    .option('--dry-run', 'checks the configuration and prints the whole plan; asks no engine')
    .addOption(new Option('--output <format>', 'json: what is done, a line each, on stdout').choices(['json']))
    .action(async (options) => (await import('../commands/create-cluster.ts')).createClusterCommand(options))
}

function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('not a number')
  return Number(text)
}

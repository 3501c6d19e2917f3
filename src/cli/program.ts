// The commands, as kind names them; each is loaded when it is called.
import { Command } from 'commander'
import { readEnvironment } from '../config/env.ts'

export function createProgram(): Command {
  const program = new Command('vitest-kind').description('Real Kubernetes clusters whose nodes are Docker containers').showHelpAfterError()
  const group = (name: string, description: string): Command => program.command(name).description(description)

  const create = group('create', 'creates a cluster')
  withName(create.command('cluster').description('creates a cluster and waits until it is usable'))
    .option('--image <reference>', 'node image of all nodes')
    .option('--version <version>', "Kubernetes version, such as '1.37'")
    .option('--workers <count>', 'how many worker nodes', Number)
    .option('--retain', 'keeps the nodes when the boot fails', false)
    .action(async (options) => (await import('./commands/create-cluster.ts')).createClusterCommand(options))

  const remove = group('delete', 'deletes a cluster')
  withName(remove.command('cluster').description('deletes a cluster; one that does not exist is deleted already')).action(async ({ name }) =>
    (await import('./commands/delete-cluster.ts')).deleteClusterCommand(name),
  )

  const get = group('get', 'lists clusters and nodes, prints kubeconfigs')
  get
    .command('clusters')
    .description('names of all clusters, one a line')
    .action(async () => (await import('./commands/get-clusters.ts')).getClustersCommand())
  withName(get.command('nodes').description('names of the nodes of a cluster, one a line')).action(async ({ name }) =>
    (await import('./commands/get-nodes.ts')).getNodesCommand(name),
  )
  withName(get.command('kubeconfig').description('kubeconfig of a cluster'))
    .option('--internal', 'with the address that containers on the Docker network use', false)
    .action(async ({ name, internal }) => (await import('./commands/get-kubeconfig.ts')).getKubeconfigCommand(name, internal))

  const build = group('build', 'builds images')
  build
    .command('node-image')
    .description('builds the base image and the node image from sources; needs Go, a C compiler and package registries')
    .action(async () => (await import('./commands/build-node-image.ts')).buildNodeImageCommand())

  return program
}

function withName(command: Command): Command {
  return command.option('-n, --name <name>', 'name of the cluster (KIND_CLUSTER_NAME)', readEnvironment().clusterName ?? 'kind')
}

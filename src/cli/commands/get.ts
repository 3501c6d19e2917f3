// get clusters, nodes, prepared: names on stdout, one a line, or what is known of them; get kubeconfig: YAML on stdout.
import { type Command, Option } from '@commander-js/extra-typings'
import { nameFlag } from '../cluster-flag.ts'
import { commandContext } from '../command-context.ts'
import { printData, printJson, printTalk } from '../output.ts'
import { renderTable } from '../render-table.ts'

type Format = 'wide' | 'json' | undefined

export function addGetCommands(program: Command): void {
  const group = program.command('get').description('lists clusters, nodes and prepared states, prints kubeconfigs')
  group
    .command('clusters')
    .description('names of all clusters, one a line')
    .addOption(outputFlag())
    .action(({ output }) => getClusters(output))
  group
    .command('nodes')
    .description('names of the nodes of a cluster, one a line')
    .addOption(nameFlag())
    .option('-A, --all-clusters', 'of all clusters')
    .addOption(outputFlag())
    .action(({ name, allClusters, output }) => getNodes(allClusters ? undefined : name, output))
  group
    .command('prepared')
    .description('names of the prepared states that the engine keeps, the youngest first, one a line')
    .addOption(outputFlag())
    .action(({ output }) => getPrepared(output))
  group
    .command('kubeconfig')
    .description('kubeconfig of a cluster')
    .addOption(nameFlag())
    .option('--internal', 'with the address that containers on the Docker network use')
    .action(async ({ name, internal = false }) => {
      const { readKubeconfig } = await import('../../verbs/kubeconfig.ts')
      printData(await readKubeconfig(name, { internal }, await commandContext()))
    })
}

function outputFlag() {
  return new Option('--output <format>', 'wide: a table; json: everything').choices(['wide', 'json'] as const)
}

async function getClusters(output: Format): Promise<void> {
  const { listClusters } = await import('../../verbs/list.ts')
  const clusters = await listClusters(await commandContext())
  if (output === 'json') return printJson(clusters)
  if (clusters.length === 0) return printTalk('No kind clusters found.')
  if (output === undefined) return clusters.forEach(({ name }) => printData(name))
  const rows = clusters.map(({ name, nodes, createdAtMs, ours, reuse, owner, spare, labels }) => [
    name,
    `${nodes.filter(({ state }) => state === 'running').length}/${nodes.length}`,
    new Date(createdAtMs).toISOString(),
    ours ? 'vitest-kind' : 'foreign',
    spare ? 'spare' : (reuse ?? '-'),
    owner?.ciRun ?? '-',
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',') || '-',
  ])
  printData(renderTable(['NAME', 'RUNNING', 'CREATED', 'MADE BY', 'REUSE', 'CI RUN', 'LABELS'], rows))
}

/** The load balancer, too. */
async function getNodes(name: string | undefined, output: Format): Promise<void> {
  const [{ listClusters }, { parseClusterName }] = await Promise.all([
    import('../../verbs/list.ts'),
    import('../../config/cluster-name.ts'),
  ])
  const only = name === undefined ? undefined : parseClusterName(name)
  const clusters = (await listClusters(await commandContext())).filter((cluster) => only === undefined || cluster.name === only)
  const nodes = clusters.flatMap((cluster) => cluster.nodes.map((node) => ({ cluster: cluster.name, ...node })))
  if (output === 'json') return printJson(nodes)
  if (nodes.length === 0) return printTalk(only === undefined ? 'No kind nodes found.' : `No kind nodes found for cluster "${only}".`)
  if (output === undefined) return nodes.forEach((node) => printData(node.name))
  printData(
    renderTable(
      ['NAME', 'ROLE', 'STATE', 'CLUSTER', 'ADDRESS', 'IMAGE'],
      nodes.map((node) => [node.name, node.role, node.state, node.cluster, node.address || '-', node.image]),
    ),
  )
}

async function getPrepared(output: Format): Promise<void> {
  const { listPrepared } = await import('../../verbs/list-prepared.ts')
  const states = await listPrepared(await commandContext())
  if (output === 'json') return printJson(states)
  if (states.length === 0) return printTalk('No prepared states found.')
  if (output === undefined) return states.forEach(({ reference }) => printData(reference))
  const rows = states.map(({ reference, of, createdAtMs, sizeBytes }) => [
    reference,
    of,
    new Date(createdAtMs).toISOString(),
    `${Math.ceil(sizeBytes / 1000)} kB`,
  ])
  printData(renderTable(['NAME', 'OF', 'CREATED', 'SIZE'], rows))
}

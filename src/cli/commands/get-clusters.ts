// get clusters: names on stdout, one a line; or what is known of them.
import { listClusters } from '../../cluster/list-clusters.ts'
import { commandContext } from '../command-context.ts'
import { printData, printJson, printTalk } from '../output.ts'
import { renderTable } from '../render-table.ts'

export async function getClustersCommand({ output }: { readonly output?: 'wide' | 'json' }): Promise<void> {
  const clusters = await listClusters(commandContext())
  if (output === 'json') return printJson(clusters)
  if (clusters.length === 0) return printTalk('No kind clusters found.')
  if (output === undefined) return clusters.forEach(({ name }) => printData(name))
  const rows = clusters.map(({ name, nodes, createdAtMs, ours, reuse, labels }) => [
    name,
    `${nodes.filter(({ state }) => state === 'running').length}/${nodes.length}`,
    new Date(createdAtMs).toISOString(),
    ours ? 'vitest-kind' : 'foreign',
    reuse ?? '-',
    Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',') || '-',
  ])
  printData(renderTable(['NAME', 'RUNNING', 'CREATED', 'MADE BY', 'REUSE', 'LABELS'], rows))
}

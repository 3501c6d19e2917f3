// What more of it costs, in time and memory: nodes of one cluster, clusters at once, namespaces in one. A group for each point, once each.
import type { Shape } from '../contenders/contender.ts'
import { awaitUsable } from '../contenders/usable.ts'
import { createNamespace } from '../../../src/kube/namespaces.ts'
import { startDeadline } from '../../../src/support/deadline.ts'
import { readMemoryMB } from './idle.ts'
import { type Group, type Row, time } from './row.ts'

const one: Shape = { controlPlanes: 1, workers: 0 }
const points = [1, 2, 4, 8]
const namespaceCounts = [1, 100, 1000]
const namespacesAtOnce = 8

export const growthGroups: readonly Group[] = [
  ...points.map((nodes) => growthGroup('nodes', nodes, [{ controlPlanes: 1, workers: nodes - 1 }])),
  ...points.map((clusters) =>
    growthGroup(
      'clusters',
      clusters,
      Array.from({ length: clusters }, () => one),
    ),
  ),
  {
    name: 'growth-namespaces',
    title: 'Growth: namespaces',
    nodes: [one],
    byDefault: false,
    pairs: 1,
    rows: [
      makeClusters('namespaces-cluster', 'A cluster for namespaces', [one]),
      ...namespaceCounts.flatMap((count) => [namespacesRow(count), memoryRow('namespaces', count)]),
    ],
  },
]

function growthGroup(what: string, at: number, nodes: readonly Shape[]): Group {
  const title = `${at} ${at === 1 ? what.slice(0, -1) : what}${what === 'clusters' && at > 1 ? ' at once' : ''}`
  const create = makeClusters(`${what}-${at}-time`, `${title}: create to usable`, nodes)
  return {
    name: `growth-${what}-${at}`,
    title: `Growth: ${title}`,
    nodes,
    byDefault: false,
    pairs: 1,
    rows: [{ ...create, curve: { name: `${what}: create to usable`, at } }, memoryRow(what, at)],
  }
}

function makeClusters(name: string, title: string, shapes: readonly Shape[]): Row {
  return {
    name,
    title,
    unit: 'ms',
    isNeeded: true,
    measure: ({ contender, clusters, signal }) =>
      time(() =>
        Promise.all(
          shapes.map(async (shape, index) => {
            const cluster = await contender.create(`bench-${contender.name}${shapes.length > 1 ? `-${index + 1}` : ''}`, shape)
            clusters.push(cluster)
            await awaitUsable(cluster, signal)
          }),
        ),
      ),
  }
}

function memoryRow(what: string, at: number): Row {
  return {
    name: `${what}-${at}-memory`,
    title: `${at} ${what}: memory`,
    unit: 'MB',
    curve: { name: `${what}: memory`, at },
    measure: async (stage) => ({ value: await readMemoryMB(stage) }),
  }
}

/** Those of the points before stay. */
function namespacesRow(count: number): Row {
  return {
    name: `namespaces-${count}-time`,
    title: `${count} namespaces: made, ${namespacesAtOnce} at a time`,
    unit: 'ms',
    curve: { name: 'namespaces: made', at: count },
    async measure(stage) {
      const connection = await stage.connect()
      const deadline = startDeadline('the benchmark', 300_000, stage.signal)
      let next = 0
      const work = async (): Promise<void> => {
        while (next < count) await createNamespace(connection, `growth-${count}-${next++}`, { annotations: {}, deadline })
      }
      return time(() => Promise.all(Array.from({ length: namespacesAtOnce }, work)))
    },
  }
}

// From nothing to usable, and away again.
import { type BenchCluster, type Shape, tellShape } from '../contenders/contender.ts'
import { awaitUsable } from '../contenders/usable.ts'
import { readProcessorS } from './idle.ts'
import { readBusyS, shareOfMachine } from './machine.ts'
import { type Measured, type Row, seenBy, type Stage, time } from './row.ts'

export function createRow(shape: Shape, goal: number): Row {
  return {
    name: `create-${tellShape(shape)}`,
    title: `Create to usable, ${describeShape(shape)}`,
    unit: 'ms',
    goal,
    isNeeded: true,
    measure: (stage) =>
      timeBoot(stage, () => stage.contender.create(`bench-${stage.contender.name}`, shape), { processor: `processor-${tellShape(shape)}` }),
  }
}

/** Of the cluster that `create` has made, until it was usable. How busy the machine was otherwise, it hardly tells. */
export function processorRow(shape: Shape): Row {
  const create = `create-${tellShape(shape)}`
  return seenBy(create, { name: `processor-${tellShape(shape)}`, title: `Processor for that, ${describeShape(shape)}`, unit: 'CPU s' })
}

export function deleteRow(shape: Shape): Row {
  return {
    name: `delete-${tellShape(shape)}`,
    title: `Delete, ${describeShape(shape)}`,
    unit: 'ms',
    measure: ({ contender, clusters }) => time(() => contender.remove(clusters[0]!.name)),
  }
}

/** Until the cluster is usable, judged from outside; `handedOver` and `processor` are rows that hear of what was seen on the way. */
export async function timeBoot(
  stage: Stage,
  boot: () => Promise<BenchCluster>,
  { handedOver, processor }: { readonly handedOver?: string; readonly processor?: string } = {},
): Promise<Measured> {
  const busyBefore = await readBusyS()
  const startMs = performance.now()
  const cluster = await boot()
  stage.clusters.push(cluster)
  if (handedOver !== undefined) stage.seen.set(handedOver, performance.now() - startMs)
  const outside = await awaitUsable(cluster, stage.signal)
  const value = performance.now() - startMs
  const steps = [...cluster.steps, ...outside].map((step) => ({ ...step, startMs: step.startMs - startMs, endMs: step.endMs - startMs }))
  if (processor === undefined) return { value, steps }
  const [used, busyAfter] = await Promise.all([readProcessorS({ ...stage, clusters: [cluster] }), readBusyS()])
  stage.seen.set(processor, used)
  if (busyBefore === undefined || busyAfter === undefined) return { value, steps }
  return { value, steps, others: shareOfMachine(busyAfter - busyBefore - used, value) }
}

function describeShape({ controlPlanes, workers }: Shape): string {
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
  if (controlPlanes === 1 && workers === 0) return '1 node'
  return [count(controlPlanes, 'control plane'), ...(workers > 0 ? [count(workers, 'worker')] : [])].join(' and ')
}

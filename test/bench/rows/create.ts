// From nothing to usable, and away again.
import { awaitUsable } from '../contenders/usable.ts'
import { type Shape, tellShape } from '../contenders/contender.ts'
import { type Row, time } from './row.ts'

export function createRow(shape: Shape, goal: number): Row {
  return {
    name: `create-${tellShape(shape)}`,
    title: `Create to usable, ${describeShape(shape)}`,
    unit: 'ms',
    goal,
    isNeeded: true,
    async measure(stage) {
      const startMs = performance.now()
      const cluster = await stage.contender.create(`bench-${stage.contender.name}`, shape)
      stage.clusters.push(cluster)
      const outside = await awaitUsable(cluster, stage.signal)
      const steps = [...cluster.steps, ...outside].map((step) => ({
        ...step,
        startMs: step.startMs - startMs,
        endMs: step.endMs - startMs,
      }))
      return { value: performance.now() - startMs, steps }
    },
  }
}

export function deleteRow(shape: Shape): Row {
  return {
    name: `delete-${tellShape(shape)}`,
    title: `Delete, ${describeShape(shape)}`,
    unit: 'ms',
    measure: ({ contender, clusters }) => time(() => contender.remove(clusters[0]!.name)),
  }
}

function describeShape({ controlPlanes, workers }: Shape): string {
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
  if (controlPlanes === 1 && workers === 0) return '1 node'
  return [count(controlPlanes, 'control plane'), ...(workers > 0 ? [count(workers, 'worker')] : [])].join(' and ')
}

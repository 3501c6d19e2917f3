// Nodes that are to run at the same time → why this host cannot carry them, if it cannot. Nothing is changed on the host.
import { examineHost } from '../../../src/cluster/host/examine-host.ts'
import type { Engine } from '../../../src/docker/connect.ts'
import { idleNeeds, leftOf, sumNeeds } from '../../../src/plan/host/node-needs.ts'
import type { Shape } from '../contenders/contender.ts'

const needs = [
  { need: 'inotifyInstances', supply: 'inotifyInstances', of: 'inotify instances' },
  { need: 'inotifyWatches', supply: 'inotifyWatches', of: 'inotify watches' },
] as const

export async function findLimit(engine: Engine, shapes: readonly Shape[], network: string): Promise<string | undefined> {
  if (shapes.length === 0) return undefined
  const { limits, running } = await examineHost(engine, { network, depth: 'boot' })
  const nodes = shapes.flatMap(({ controlPlanes, workers }) => [
    ...Array.from({ length: controlPlanes }, () => ({ role: 'control-plane' as const })),
    ...Array.from({ length: workers }, () => ({ role: 'worker' as const })),
  ])
  const short = needs.flatMap(({ need, supply, of }) => {
    const wanted = sumNeeds(idleNeeds, { nodes }, need)
    const left = limits[supply] && leftOf(limits[supply], need, running)
    return left !== undefined && left < wanted ? [`${nodes.length} nodes take ${wanted} ${of}, and this host has ${left} free`] : []
  })
  return short[0]
}

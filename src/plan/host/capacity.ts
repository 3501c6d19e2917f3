// A host → how many nodes it can carry, and what binds. Pure.
import type { HostExamination } from './examination.ts'
import { count } from './finding.ts'
import { raiseInotify } from './limit-checks.ts'
import { leftOf, type NodeNeeds, roomyNeeds } from './node-needs.ts'

/** What it depends on. */
type CapacityFacts = Pick<HostExamination, 'engine' | 'limits' | 'running' | 'sight'>

export interface HostCapacity {
  /** One control plane and workers, beside what runs there already. Null where nothing of the host can be seen. */
  readonly nodes: number | null
  /** What binds: the check of that name. */
  readonly limit: string | null
  /** The same by each limit that can be seen. */
  readonly byLimit: Readonly<Record<string, number>>
  /** The last line of `doctor`. */
  readonly text: string
  /** What raises it, where a command does. */
  readonly do?: string
}

const supplies: readonly {
  readonly limit: string
  readonly things: string
  readonly need: keyof NodeNeeds
  readonly raise?: (host: CapacityFacts) => string
  readonly left: (host: CapacityFacts) => number | undefined
}[] = [
  {
    limit: 'inotify-instances',
    things: 'inotify instances',
    need: 'inotifyInstances',
    raise: (host) => raiseInotify(host, 'inotifyInstances'),
    left: leftOfSupply('inotifyInstances'),
  },
  {
    limit: 'inotify-watches',
    things: 'inotify watches',
    need: 'inotifyWatches',
    raise: (host) => raiseInotify(host, 'inotifyWatches'),
    left: leftOfSupply('inotifyWatches'),
  },
  { limit: 'open-files', things: 'open files', need: 'openFiles', left: leftOfSupply('openFiles') },
  { limit: 'tasks', things: 'processes and threads', need: 'tasks', left: leftOfSupply('tasks') },
  {
    limit: 'cores',
    things: 'cores',
    need: 'cores',
    left: ({ engine, running }) =>
      'silence' in engine || !engine.cpus ? undefined : leftOf({ max: engine.cpus, used: undefined }, 'cores', running),
  },
  {
    limit: 'memory',
    things: 'memory',
    need: 'memoryBytes',
    left: ({ limits: { memory } }) => memory && (memory.availableBytes ?? memory.totalBytes),
  },
  {
    limit: 'disk',
    things: 'disk',
    need: 'diskBytes',
    left: ({ limits: { disks } }) => (disks.length === 0 ? undefined : Math.min(...disks.map(({ freeBytes }) => freeBytes))),
  },
]

/** @param refused what a boot would be refused for: names of checks. Then none fits, whatever there is. */
export function planCapacity(host: CapacityFacts, refused: readonly string[] = []): HostCapacity {
  const found = supplies
    .flatMap((supply) => {
      const left = supply.left(host)
      return left === undefined ? [] : [{ ...supply, left, nodes: countNodes(left, supply.need) }]
    })
    .toSorted((a, b) => a.nodes - b.nodes)
  const [binding, next] = found
  const who = host.sight === 'all' ? 'this host' : "as far as can be seen from here, the engine's host"
  const byLimit = Object.fromEntries(found.map(({ limit, nodes }) => [limit, nodes]))
  const more = next ? `; ${next.things} would do for ${next.nodes}` : ''
  const room = binding && `the limit is ${describeLimit(binding)}${more}`
  const blocked = refused.filter((check) => check !== binding?.limit)
  if (blocked.length > 0) {
    const then = binding && binding.nodes > 0 ? `; when that is mended, ${count(binding.nodes, 'node')}: ${room}` : ''
    return { nodes: 0, limit: blocked[0]!, byLimit, text: `${who} can carry 0 nodes because of: ${blocked.join(', ')}${then}` }
  }
  if (!binding)
    return { nodes: null, limit: null, byLimit, text: 'how many nodes this host can carry cannot be told: nothing of it can be seen' }
  return {
    nodes: binding.nodes,
    limit: binding.limit,
    byLimit,
    text: `${who} can carry ${count(binding.nodes, 'node')}${describeOthers(host)}; ${room}`,
    ...(binding.raise && { do: binding.raise(host) }),
  }
}

function describeOthers({ running }: CapacityFacts): string {
  const others = running === undefined ? 0 : running['control-plane'] + running.worker
  return others === 0 ? '' : ` beside the ${others} that ${others === 1 ? 'runs' : 'run'}`
}

/** One control plane, then workers. */
function countNodes(left: number, need: keyof NodeNeeds): number {
  const first = roomyNeeds['control-plane'][need]
  // Of fractions: what is left of a division is no node less.
  return left < first ? 0 : 1 + Math.floor((left - first) / roomyNeeds.worker[need] + 1e-9)
}

/** `inotify instances: 128 are free, a control plane takes 28, a worker 15` */
function describeLimit({ things, left, need }: { readonly things: string; readonly left: number; readonly need: keyof NodeNeeds }): string {
  const show = (amount: number): string =>
    need.endsWith('Bytes') ? `${(amount / 1e9).toFixed(amount < 1e9 ? 2 : 1)} GB` : String(Number(amount.toFixed(2)))
  return `${things}: ${show(left)} free, a control plane takes ${show(roomyNeeds['control-plane'][need])}, a worker ${show(roomyNeeds.worker[need])}`
}

function leftOfSupply(need: 'inotifyInstances' | 'inotifyWatches' | 'openFiles' | 'tasks') {
  return ({ limits, running }: CapacityFacts): number | undefined => limits[need] && leftOf(limits[need], need, running)
}

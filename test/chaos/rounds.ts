// One piece of work, ended at a random moment → how that went, and what was left 15 s later.
import { setTimeout as pause } from 'node:timers/promises'
import type { Engine } from '../../src/docker/connect.ts'
import type { Random } from './random.ts'
import { followTraces, type Traces } from './traces.ts'
import { startWork, type Work, type WorkKind } from './work.ts'

export interface Outcome {
  readonly work: WorkKind
  readonly end: End
  /** The last line it had printed. */
  readonly at: string
  /** Seconds until nothing was left. */
  readonly seconds: number
  /** What was still there after 15 s. */
  readonly left: readonly string[]
  /** What had to be let go, as it was said. */
  readonly thawed: number
}

/** `Ctrl-C` is SIGINT to the whole group, as a terminal sends it. */
export const ends = ['SIGINT', 'Ctrl-C', 'SIGTERM', 'SIGKILL', 'SIGKILL to the group', 'delete'] as const
export type End = (typeof ends)[number]

/** A line after which the end comes, and how much later at most. */
interface Moment {
  readonly after: RegExp
  readonly withinMs: number
}

const signals: Readonly<Record<Exclude<End, 'delete'>, readonly [NodeJS.Signals, boolean]>> = {
  SIGINT: ['SIGINT', false],
  'Ctrl-C': ['SIGINT', true],
  SIGTERM: ['SIGTERM', false],
  SIGKILL: ['SIGKILL', false],
  'SIGKILL to the group': ['SIGKILL', true],
}

// Everything of a boot, of tests and of teardown.
const moments: readonly [Moment, ...Moment[]] = [
  { after: /^/, withinMs: 2_500 },
  { after: /ensure-network/, withinMs: 1_500 },
  { after: /create-nodes/, withinMs: 1_500 },
  { after: /release-nodes/, withinMs: 2_000 },
  { after: /await-runtime/, withinMs: 9_000 },
  { after: /install-cni/, withinMs: 9_000 },
  { after: /Usable:| usable /, withinMs: 5_000 },
]
// From the first static pod to CoreDNS.
const podsStart: Moment = { after: /await-runtime/, withinMs: 16_000 }

const leftAfterMs = 15_000
const patienceMs = 240_000

/** Work of a random kind, at a random moment; ended in one way, or in a random one. */
export async function endAtRandom(engine: Engine, random: Random, name: string, end: End = random.pick(ends)): Promise<Outcome> {
  return endWork(engine, random, name, random.pick(['create cluster', 'vitest run']), end, random.pick(moments))
}

/** `delete cluster` by another process while the pods of a boot start. */
export async function deleteWhilePodsStart(engine: Engine, random: Random, name: string): Promise<Outcome> {
  return endWork(engine, random, name, 'create cluster', 'delete', podsStart)
}

async function endWork(
  engine: Engine,
  random: Random,
  name: string,
  kind: WorkKind,
  end: End,
  { after, withinMs }: Moment,
): Promise<Outcome> {
  const work = await startWork(kind, name)
  const traces = await followTraces(engine, work, { evidenceStays: end === 'delete' })
  try {
    await until(() => after.test(work.output()) || work.hasEnded())
    await pause(random.number(withinMs))
    // There must be something to delete.
    if (end === 'delete') await until(() => traces.clusters().length > 0 || work.hasEnded())
    traces.look()
    const at = work.output().trimEnd().split('\n').at(-1)?.trim() ?? ''
    const endedAt = await bringToEnd(work, traces, end)
    const left = await awaitNothing(traces, endedAt)
    return {
      work: kind,
      end,
      at,
      seconds: (performance.now() - endedAt) / 1000,
      left,
      thawed: work.said().match(/let go \d+ frozen/g)?.length ?? 0,
    }
  } finally {
    traces.stop()
    await work.dispose()
  }
}

/** The moment from which it is given its 15 s. A cluster that is made already stays until it is deleted. */
async function bringToEnd(work: Work, traces: Traces, end: End): Promise<number> {
  const startedAt = performance.now()
  const wasMade = work.kind === 'create cluster' && work.hasEnded()
  if (end !== 'delete' && !wasMade) {
    const [signal, toGroup] = signals[end]
    work.signal(signal, toGroup)
    // It was made while the signal was on its way.
    if (!/Usable:/.test(work.output())) return startedAt
    await work.ended
  }
  const deletedAt = performance.now()
  for (const cluster of traces.clusters()) await work.deleteCluster(cluster)
  // A boot or a test notices only later that its nodes are gone: how soon is not asked here.
  work.signal('SIGTERM', false)
  await work.ended
  for (const cluster of traces.clusters()) await work.deleteCluster(cluster)
  return deletedAt
}

async function awaitNothing(traces: Traces, since: number): Promise<string[]> {
  for (;;) {
    const left = await traces.listLeft()
    if (left.length === 0 || performance.now() - since > leftAfterMs) return left
    await pause(200)
  }
}

async function until(condition: () => boolean): Promise<void> {
  const startedAt = performance.now()
  while (!condition()) {
    if (performance.now() - startedAt > patienceMs) throw new Error(`nothing happened for ${patienceMs / 1000} s`)
    await pause(20)
  }
}

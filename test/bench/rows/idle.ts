// What a cluster takes that nobody uses: as the engine counts it for the nodes' containers.
import { setTimeout as pause } from 'node:timers/promises'
import type { Engine } from '../../../src/docker/connect.ts'
import { runInContainer } from '../../../src/docker/exec.ts'
import { findContainers } from './node-container.ts'
import type { Row, Stage } from './row.ts'

// What was done last is to be over, and periods of ten seconds are to be met.
const settleMs = 5_000
const observeMs = 20_000

interface Stats {
  readonly cpu_stats: { readonly cpu_usage: { readonly total_usage: number } }
  readonly memory_stats: { readonly usage: number; readonly stats: Readonly<Record<string, number>> }
}

export const cpu: Row = {
  name: 'idle-cpu',
  title: 'Idle: processor, of one core',
  unit: '%',
  goal: 0.5,
  async measure(stage) {
    const { signal } = stage
    await pause(settleMs, undefined, { signal })
    const [before, startedAt] = [await readProcessorS(stage), performance.now()]
    await pause(observeMs, undefined, { signal })
    const seconds = (await readProcessorS(stage)) - before
    return { value: (seconds / ((performance.now() - startedAt) / 1000)) * 100 }
  },
}

export const memory: Row = {
  name: 'idle-memory',
  title: 'Idle: memory',
  unit: 'MB',
  goal: 0.8,
  measure: async (stage) => ({ value: await readMemoryMB(stage) }),
}

/** Disk that only this cluster takes: the volumes, and what was written beside the image. */
export const disk: Row = {
  name: 'disk',
  title: 'Disk of a node',
  unit: 'MB',
  async measure({ engine, clusters }) {
    const [id] = await findContainers(engine, clusters.flatMap(({ nodes }) => nodes).slice(0, 1))
    const { stdout } = await runInContainer(engine, id!, ['du', '--summarize', '--block-size=1', '--one-file-system', '/var'])
    const { SizeRw } = (await engine.docker.getContainer(id!).inspect({ size: true } as object)) as { readonly SizeRw?: number }
    return { value: (Number.parseInt(stdout) + (SizeRw ?? 0)) / 1e6 }
  },
}

/** Processor time since the nodes' containers began. */
export async function readProcessorS(stage: Pick<Stage, 'engine' | 'clusters'>): Promise<number> {
  return sum(await readStats(stage), ({ cpu_stats }) => cpu_stats.cpu_usage.total_usage) / 1e9
}

/** Without what the kernel would give back at once, as `docker stats` has it. */
export async function readMemoryMB(stage: Stage): Promise<number> {
  const bytes = sum(await readStats(stage), ({ memory_stats: { usage, stats } }) => {
    return usage - (stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0)
  })
  return bytes / 1e6
}

async function readStats({ engine, clusters }: Pick<Stage, 'engine' | 'clusters'>): Promise<Stats[]> {
  const ids = await findContainers(
    engine,
    clusters.flatMap(({ nodes }) => nodes),
  )
  return Promise.all(ids.map((id) => readOne(engine, id)))
}

async function readOne({ docker }: Engine, id: string): Promise<Stats> {
  return await docker.getContainer(id).stats({ stream: false, 'one-shot': true } as { stream: false })
}

function sum(all: readonly Stats[], of: (stats: Stats) => number): number {
  return all.reduce((total, stats) => total + of(stats), 0)
}

// 100 MB of an image that no node has, and the same again when all have it.
import { randomBytes } from 'node:crypto'
import type { Engine } from '../../../src/docker/connect.ts'
import { buildBenchImage, hasImage, removeBenchImage } from '../contenders/bench-image.ts'
import { type Row, type Stage, time } from './row.ts'

const name = 'vitest-kind-bench/load:100mb'
const bytes = 100_000_000

export const loadAbsent: Row = {
  name: 'load-absent',
  title: 'Load 100 MB onto 3 nodes, absent',
  unit: 'ms',
  goal: 0.4,
  async measure(stage) {
    await ensureImage(stage)
    return time(() => load(stage))
  },
}

export const loadPresent: Row = {
  name: 'load-present',
  title: 'Load 100 MB onto 3 nodes, present',
  unit: 'ms',
  goal: 0.4,
  measure: (stage) => time(() => load(stage)),
}

export function removeLoadedImage(engine: Engine): Promise<void> {
  return removeBenchImage(engine, name)
}

function load({ contender, clusters }: Stage): Promise<void> {
  return contender.load(clusters[0]!.name, name)
}

/** What cannot be compressed, in one layer. */
async function ensureImage({ engine }: Stage): Promise<void> {
  if (await hasImage(engine, name)) return
  await buildBenchImage(engine, name, ['FROM scratch', 'COPY data /data'], { data: randomBytes(bytes) })
}

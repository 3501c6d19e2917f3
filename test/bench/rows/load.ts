// 100 MB of an image that no node has, and the same again when all have it.
import { randomBytes } from 'node:crypto'
import { pack } from 'tar-stream'
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

export async function removeLoadedImage({ docker }: Stage['engine']): Promise<void> {
  await docker
    .getImage(name)
    .remove()
    .catch(() => undefined)
}

function load({ contender, clusters }: Stage): Promise<void> {
  return contender.load(clusters[0]!.name, name)
}

/** What cannot be compressed, in one layer. */
async function ensureImage({ engine: { docker } }: Stage): Promise<void> {
  const present = await docker
    .getImage(name)
    .inspect()
    .catch(() => undefined)
  if (present) return
  const context = pack()
  context.entry({ name: 'Dockerfile' }, 'FROM scratch\nCOPY data /data\n')
  context.entry({ name: 'data' }, randomBytes(bytes))
  context.finalize()
  const progress = await docker.buildImage(context as unknown as NodeJS.ReadableStream, { t: name, forcerm: true })
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()))
  })
}

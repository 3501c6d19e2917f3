// What a first boot leaves behind, and clusters that begin there: prepared, restored from a file, a spare of the pool; and one that is used and
// made pristine again. kind has nothing like it, so that its boot is what these save.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { acquireCluster, deleteCluster, resetCluster } from '../../../src/api.ts'
import type { ClusterHandle } from '../../../src/cluster/handle.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { connectKube } from '../../../src/kube/connection.ts'
import { listPrepared, removePrepared } from '../../../src/state/prepared/prepared-image.ts'
import type { OnProgress } from '../../../src/support/progress.ts'
import type { ClusterContext } from '../../../src/verbs/context.ts'
import { createCluster } from '../../../src/verbs/create.ts'
import { fillPool } from '../../../src/verbs/pool/fill-pool.ts'
import { resolveRequest } from '../../../src/verbs/request/request.ts'
import { restoreSnapshot, saveSnapshot } from '../../../src/verbs/snapshot.ts'
import type { BenchCluster, Shape } from '../contenders/contender.ts'
import { noteBoot } from '../contenders/ours.ts'
import { timeBoot } from './create.ts'
import { makeFifty } from './fifty-objects.ts'
import { type Row, seenBy, type Stage, time } from './row.ts'

const shape: Shape = { controlPlanes: 1, workers: 0 }
const name = 'bench-ours'
const of = ['ours'] as const
const against = 'create-kept'

/** A key of its own for each run of the bench: what was kept before must not be found. */
const env = { VITEST_KIND_BENCH: randomBytes(6).toString('hex') }

export const createKept: Row = {
  name: against,
  title: 'Create to usable, 1 node; ours keeps a state meanwhile',
  unit: 'ms',
  isNeeded: true,
  async measure(stage) {
    if (stage.contender.name === 'kind') return timeBoot(stage, () => stage.contender.create('bench-kind', shape))
    const before = new Set((await listPrepared(stage.engine)).map(({ reference }) => reference))
    stage.onEnd(async () => {
      for (const { reference } of await listPrepared(stage.engine))
        if (!before.has(reference)) await removePrepared(stage.engine, reference)
    })
    const works: Promise<void>[] = []
    const measured = await timeBoot(stage, () =>
      boot(stage, async (context) =>
        create(stage, { prepared: true }, { ...context, background: (work) => void works.push(work(stage.signal)) }),
      ),
    )
    await Promise.all(works)
    return measured
  },
}

export const prepared: Row = {
  name: 'prepared',
  title: 'From a prepared state: create to usable',
  unit: 'ms',
  goal: 0.2,
  of,
  against,
  async measure(stage) {
    await removeAll(stage)
    return timeBoot(stage, () => boot(stage, (context) => create(stage, { prepared: true, pristine: true }, context), 'put-back-state'))
  },
}

export const reset: Row = {
  name: 'reset',
  title: 'Reset: pristine again, 50 objects left over',
  unit: 'ms',
  of,
  against,
  async measure(stage) {
    await using connection = await connectKube(stage.clusters[0]!.kubeconfig)
    await makeFifty(connection, stage.signal)
    return time(() => resetCluster(name, { artifactsDirectory: stage.directory }))
  },
}

export const restored: Row = {
  name: 'restored',
  title: 'Restored from a snapshot: file to usable',
  unit: 'ms',
  of,
  against,
  async measure(stage) {
    const file = join(stage.directory, 'bench.state')
    await saveSnapshot(name, file, contextOf(stage))
    await removeAll(stage)
    return timeBoot(stage, () => boot(stage, (context) => restoreSnapshot(file, name, context), 'put-back-state'))
  },
}

export const pool: Row = {
  name: 'pool',
  title: 'From the pool: taken to usable, a first pod included',
  unit: 'ms',
  of,
  against,
  async measure(stage) {
    await removeAll(stage)
    const request = await resolveRequest(optionsOf(stage, { prepared: true, pool: 1 }), place)
    const context = contextOf(stage)
    stage.onEnd(() => fillPool(request, { size: 0 }, context))
    const waiting = await fillPool(request, { size: 1 }, context)
    const take = async (onProgress: OnProgress): Promise<ClusterHandle> => {
      const how = { artifactsDirectory: stage.directory, onProgress, signal: stage.signal }
      const { handle } = await acquireCluster(optionsOf(stage, { prepared: true, pool: 1 }), how)
      stage.onEnd(() => deleteCluster(handle.name, how))
      if (!waiting.includes(handle.name)) throw new Error(`no spare was taken, but a cluster made: ${handle.name}`)
      return handle
    }
    return timeBoot(stage, () => noteBoot(shape, take), { handedOver: poolTaken.name })
  },
}

export const poolTaken: Row = seenBy('the taking', {
  name: 'pool-taken',
  title: 'From the pool: taken to handed over',
  unit: 'ms',
  of,
  against,
})

const place = { source: 'the benchmark', directory: process.cwd() }

function optionsOf({ image }: Stage, options: ClusterOptions): ClusterOptions {
  return { ...options, image, env }
}

async function create(stage: Stage, options: ClusterOptions, context: ClusterContext): Promise<ClusterHandle> {
  return createCluster(await resolveRequest(optionsOf(stage, { ...options, name }), place), context)
}

function contextOf({ directory, signal }: Stage): ClusterContext {
  return { environment: readEnvironment(), artifactsDirectory: directory, onProgress: () => undefined, signal }
}

/** `step`: without it, it was another way to a cluster than the one that is to be measured. */
async function boot(stage: Stage, make: (context: ClusterContext) => Promise<ClusterHandle>, step?: string): Promise<BenchCluster> {
  stage.onEnd(() => deleteCluster(name, { artifactsDirectory: stage.directory }))
  const cluster = await noteBoot(shape, (onProgress) => make({ ...contextOf(stage), onProgress }))
  if (step !== undefined && !cluster.steps.some((one) => one.name === step))
    throw new Error(`it went without ${step}: ${cluster.steps.map((one) => one.name).join(', ')}`)
  return cluster
}

/** The one that was made before: its name is wanted. */
async function removeAll(stage: Stage): Promise<void> {
  for (const cluster of stage.clusters.splice(0)) await deleteCluster(cluster.name, { artifactsDirectory: stage.directory })
}

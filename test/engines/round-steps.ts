// What each step of a round does, and throws when it did not come out as a user may expect.
import { createReadStream } from 'node:fs'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { defaults } from '../../src/config/defaults.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { readEngineDetails } from '../../src/docker/engine-details.ts'
import { readEngineTime } from '../../src/docker/engine-facts.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitUsableAgain } from '../../src/kube/usable.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { startCluster, stopCluster } from '../../src/verbs/rest.ts'
import { createCluster } from '../support/make-cluster.ts'
import { runSample, startSample } from '../support/run-sample.ts'
import type { EngineControl } from './engine-control.ts'
import { loadShapes } from './load-shapes.ts'
import type { StepName } from './plan-steps.ts'
import { until } from './steps.ts'

export interface Round {
  readonly engine: EngineControl
  readonly context: ClusterContext
  /** Multiplies what a step's own waits may take. */
  readonly patience: number
}

const name = 'round'

export const connect = (): Promise<Engine> => connectEngine(readEnvironment().engine, new AbortController().signal)

export function makeSteps(round: Round): Record<StepName, () => Promise<void>> {
  const { context } = round
  return {
    'one-node': async () => {
      await createCluster({ name }, context)
      await deleteCluster(name, context)
    },
    'quick-start': async () => {
      const { exitCode, output } = await runSample('quick-start')
      if (exitCode !== 0) throw new Error(output)
    },
    'two-nodes': async () => {
      const { nodes } = await createCluster({ name, workers: 1 }, context)
      if (nodes.length !== 2) throw new Error(`${nodes.length} nodes`)
    },
    load: async () => void process.stdout.write(`loaded: ${(await loadShapes(await connect(), name, context)).join(', ')}\n`),
    rest: async () => {
      await stopCluster(name, context)
      await startCluster(name, context)
    },
    restart: () => restartEngine(round),
    delete: async () => void (await deleteCluster(name, context)),
    kill: () => killRun(round),
  }
}

/** Into an engine that has none from a round before: minutes where a machine is emulated. Prints what engine that is. */
export async function takeImages(archive: string): Promise<void> {
  const engine = await connect()
  if ((await findPresentImage(engine, defaults.version)) === undefined)
    for await (const _ of await engine.docker.loadImage(createReadStream(archive)));
  const { program, version, storageDriver, imageStore, cgroupVersion, cgroupDriver, rootless } = await readEngineDetails(engine)
  const cgroup = `cgroup v${cgroupVersion} by ${cgroupDriver}${rootless ? ', rootless' : ''}`
  process.stdout.write(`engine: ${program} ${version}, ${storageDriver}, ${imageStore}, ${cgroup}\n`)
}

/** As `systemctl restart docker` does; the kubeconfig of before still leads to the cluster. */
async function restartEngine({ engine, context, patience }: Round): Promise<void> {
  const { kubeconfig, nodes } = await startCluster(name, context)
  const names = nodes.map((node) => node.name)
  const endedAtMs = await readEngineTime(await connect())
  await engine.end()
  await engine.start()
  await using connection = await connectKube(kubeconfig)
  const deadline = startDeadline('wait until the cluster is usable again', 180_000 * patience)
  await awaitUsableAgain(connection, { names, network: true }, { endedAtMs, restarted: names }, deadline)
}

async function killRun({ patience }: Round): Promise<void> {
  const run = startSample('smoke')
  const isUnderWay = (): boolean => {
    if (run.exitCode !== null) throw new Error(run.output())
    return run.output().includes('  await-runtime ')
  }
  await until(isUnderWay, 120_000 * patience, run.output)
  run.kill('SIGKILL')
  const { docker } = await connect()
  await until(
    async () => (await docker.listContainers({ all: true })).length === 0,
    60_000 * patience,
    () => 'containers are left',
  )
}

#!/usr/bin/env node
// For a machine of a test's own: starts the engine that is on its PATH, and walks through what users do with one. Prints a line for each step that
// went well, and ends with 1 at the first that did not. `round.ts <archive of images>`
import { createReadStream } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine } from '../../.ci/host/start-engine.ts'
import { endDockerd } from '../../.ci/host/stop-engine.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { readEngineDetails } from '../../src/docker/engine-details.ts'
import { readEngineTime } from '../../src/docker/engine-facts.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitUsableAgain } from '../../src/kube/usable.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { startCluster, stopCluster } from '../../src/verbs/rest.ts'
import { createCluster } from '../support/make-cluster.ts'
import { runSample, startSample } from '../support/run-sample.ts'
import { loadShapes } from './load-shapes.ts'
import { listThings, requireNothingLeft, step, until } from './steps.ts'

const [archive = ''] = process.argv.slice(2)
const name = 'round'
const connect = (): Promise<Engine> => connectEngine({}, new AbortController().signal)
const context = {
  environment: readEnvironment(),
  artifactsDirectory: await mkdtemp(join(tmpdir(), 'vitest-kind-round-')),
  onProgress: () => undefined,
  signal: new AbortController().signal,
}

let dockerd = await startEngine()
try {
  await step('images are taken', async () => {
    const { docker } = await connect()
    for await (const _ of await docker.loadImage(createReadStream(archive)));
    const { program, version, storageDriver, imageStore } = await readEngineDetails(await connect())
    process.stdout.write(`engine: ${program} ${version}, ${storageDriver}, ${imageStore}\n`)
  })
  const before = await listThings(await connect())
  await step('the quick start', async () => {
    const { exitCode, output } = await runSample('quick-start')
    if (exitCode !== 0) throw new Error(output)
  })
  await step('one node and one more', async () => {
    const { nodes } = await createCluster({ name, workers: 1 }, context)
    if (nodes.length !== 2) throw new Error(`${nodes.length} nodes`)
  })
  await step('images are loaded in all their shapes', loadAll)
  await step('stopped, and started again', async () => {
    await stopCluster(name, context)
    await startCluster(name, context)
  })
  await step('the engine is restarted', restartEngine)
  await step('deleted', async () => void (await deleteCluster(name, context)))
  await step('a run that is killed leaves nothing', killRun)
  await step('nothing is left', async () => requireNothingLeft(await connect(), before))
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
} finally {
  await endDockerd(dockerd)
}

async function loadAll(): Promise<void> {
  process.stdout.write(`loaded: ${(await loadShapes(await connect(), name, context)).join(', ')}\n`)
}

/** As `systemctl restart docker` does; the kubeconfig of before still leads to the cluster. */
async function restartEngine(): Promise<void> {
  const { kubeconfig, nodes } = await startCluster(name, context)
  const names = nodes.map((node) => node.name)
  const endedAtMs = await readEngineTime(await connect())
  await endDockerd(dockerd)
  dockerd = await startEngine()
  await using connection = await connectKube(kubeconfig)
  const deadline = startDeadline('wait until the cluster is usable again', 180_000)
  await awaitUsableAgain(connection, { names, network: true }, { endedAtMs, restarted: names }, deadline)
}

async function killRun(): Promise<void> {
  const run = startSample('smoke')
  await until(() => run.output().includes('  await-runtime '), 120_000, run.output)
  run.kill('SIGKILL')
  const { docker } = await connect()
  await until(
    async () => (await docker.listContainers({ all: true })).length === 0,
    60_000,
    () => 'containers are left',
  )
}

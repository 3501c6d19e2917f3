#!/usr/bin/env node
// For a machine of a test's own: starts the engine that is on its PATH, and walks through what users do with one. Prints a line for each step that
// went well, and ends with 1 at the first that did not. `round.ts <archive of images>`
import { createReadStream } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { startEngine } from '../../.ci/host/start-engine.ts'
import { endDockerd } from '../../.ci/host/stop-engine.ts'
import { readNodeImages } from '../../src/cluster/image-index.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { readEngineDetails } from '../../src/docker/engine-details.ts'
import { readEngineTime } from '../../src/docker/engine-facts.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitUsableAgain } from '../../src/kube/usable.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { loadIntoCluster } from '../../src/verbs/load.ts'
import { startCluster, stopCluster } from '../../src/verbs/rest.ts'
import { buildTestImage } from '../support/build-test-image.ts'
import { createCluster } from '../support/make-cluster.ts'
import { openCluster } from '../support/open-nodes.ts'
import { runSample, startSample } from '../support/run-sample.ts'

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
  await step('an image is loaded', loadNewImage)
  await step('stopped, and started again', async () => {
    await stopCluster(name, context)
    await startCluster(name, context)
  })
  await step('the engine is restarted', restartEngine)
  await step('deleted', async () => void (await deleteCluster(name, context)))
  await step('a run that is killed leaves nothing', killRun)
  await step('nothing is left', async () => {
    const after = await listThings(await connect())
    // What the quick start has built stays, as after docker build.
    const left = after.filter((thing) => !before.includes(thing) && !thing.startsWith('image '))
    if (!isDeepStrictEqual(left, [])) throw new Error(left.join('\n'))
  })
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
} finally {
  await endDockerd(dockerd)
}

async function step(what: string, act: () => Promise<void>): Promise<void> {
  const startedAt = performance.now()
  await act().catch((error: unknown) => {
    process.stdout.write(`failed: ${what}\n`)
    throw error
  })
  process.stdout.write(`did: ${what} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)\n`)
}

async function loadNewImage(): Promise<void> {
  const engine = await connect()
  const reference = await buildTestImage(engine, ['FROM scratch', 'COPY hello /hello'], { hello: name })
  await loadIntoCluster([reference], { name }, context)
  for (const node of (await openCluster(engine, name)).nodes) {
    const { index } = await readNodeImages(node, AbortSignal.timeout(30_000))
    if (![...index.keys()].includes(`docker.io/${reference}`)) throw new Error(`${node.name} has not got ${reference}`)
  }
  await engine.docker.getImage(reference).remove()
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
  const end = Date.now() + 120_000
  while (!run.output().includes('  await-runtime ')) await pauseUntil(end, run.output)
  run.kill('SIGKILL')
  const engine = await connect()
  const gone = Date.now() + 60_000
  while ((await engine.docker.listContainers({ all: true })).length > 0) await pauseUntil(gone, () => 'containers are left')
}

async function pauseUntil(endMs: number, describe: () => string): Promise<void> {
  if (Date.now() > endMs) throw new Error(describe())
  await new Promise((resolve) => setTimeout(resolve, 100))
}

async function listThings({ docker }: Engine): Promise<string[]> {
  const [containers, networks, volumes, images] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages(),
  ])
  return [
    ...containers.map(({ Names }) => `container ${Names[0]}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...volumes.Volumes.map(({ Name }) => `volume ${Name}`),
    ...images.map(({ Id }) => `image ${Id}`),
  ]
}

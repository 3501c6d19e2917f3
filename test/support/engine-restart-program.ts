#!/usr/bin/env node
// For a machine of a test's own: starts an engine there, makes a cluster with several control planes, ends the
// engine by each signal and starts it again, and prints what came back. `engine-restart-program.ts <archive of the node image> <signal>…`
import { createReadStream } from 'node:fs'
import { endDockerd } from '../../.ci/host/stop-engine.ts'
import { startEngine } from '../../.ci/host/start-engine.ts'
import { createCluster } from './make-cluster.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { readEngineTime } from '../../src/docker/engine-facts.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitUsableAgain } from '../../src/kube/usable.ts'
import { openCluster } from './open-nodes.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { isProcessGone, type ProcessIdentity } from '../../src/support/process-identity.ts'

const [archive = '', ...signals] = process.argv.slice(2)
const name = 'restarted'

let dockerd = await startEngine()
try {
  const engine = await connectEngine({}, new AbortController().signal)
  const loading = await engine.docker.loadImage(createReadStream(archive))
  for await (const _ of loading);
  const handle = await createCluster(
    { name, controlPlanes: 3 },
    { environment: readEnvironment(), artifactsDirectory: '/run/artifacts', onProgress: () => {}, signal: new AbortController().signal },
  )
  const names = handle.nodes.map((node) => node.name)
  for (const signal of signals) {
    const endedAtMs = await readEngineTime(await connectEngine({}, new AbortController().signal))
    await end(dockerd, signal)
    dockerd = await startEngine()
    // By the kubeconfig of before: the published port is the same.
    await using connection = await connectKube(handle.kubeconfig)
    await awaitUsableAgain(connection, { names, network: true }, { endedAtMs, restarted: names }, startDeadline('a test', 150_000))
    const { nodes, loadBalancer } = await openCluster(await connectEngine({}, new AbortController().signal), name)
    const running = [...nodes, loadBalancer!].filter((one) => one.running)
    process.stdout.write(`after ${signal}: ${running.map((one) => one.name).join(' ')}\n`)
  }
} finally {
  await endDockerd(dockerd)
}

/** As `systemctl restart docker` does, or as a crash. */
async function end(engine: ProcessIdentity, signal: string): Promise<void> {
  if (signal === 'SIGTERM') return endDockerd(engine)
  process.kill(engine.pid, 'SIGKILL')
  while (!isProcessGone(engine)) await new Promise((resolve) => setTimeout(resolve, 20))
}

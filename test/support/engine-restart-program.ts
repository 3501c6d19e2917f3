#!/usr/bin/env node
// For a machine of a test's own: starts an engine there, makes a cluster with several control planes, restarts the engine, and
// prints what came back. `engine-restart-program.ts <archive of the node image> <SIGTERM or SIGKILL>`
import { createReadStream } from 'node:fs'
import { endDockerd } from '../../images/host/stop-engine.ts'
import { startEngine } from '../../images/host/start-engine.ts'
import { isAlive, type ProcessId } from '../../images/host/processes.ts'
import { createCluster } from '../../src/cluster/create-cluster.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { readEngineTime } from '../../src/docker/engine-facts.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitUsableAgain } from '../../src/kube/usable.ts'
import { findMembers } from '../../src/nodes/find-nodes.ts'
import { startDeadline } from '../../src/support/deadline.ts'

const [archive = '', signal = 'SIGTERM'] = process.argv.slice(2)
const name = 'restarted'

let dockerd = await startEngine()
try {
  const engine = await connectEngine({})
  const loading = await engine.docker.loadImage(createReadStream(archive))
  for await (const _ of loading);
  const handle = await createCluster({ name, controlPlanes: 3 }, { environment: readEnvironment(), artifactsDirectory: '/run/artifacts', onProgress: () => {} })
  const endedAtMs = await readEngineTime(engine)
  await end(dockerd)
  dockerd = await startEngine()

  const names = handle.nodes.map((node) => node.name)
  // By the kubeconfig of before: the published port is the same.
  await using connection = await connectKube(handle.kubeconfig)
  await awaitUsableAgain(connection, { names, network: true }, { endedAtMs, restarted: names }, startDeadline('a test', 150_000))
  const { nodes, loadBalancer } = await findMembers(await connectEngine({}), name)
  process.stdout.write(`${[...nodes, loadBalancer!].map((one) => `${one.name} runs: ${one.running}`).join('\n')}\n`)
} finally {
  await endDockerd(dockerd)
}

/** As `systemctl restart docker` does, or as a crash. */
async function end(engine: ProcessId): Promise<void> {
  if (signal === 'SIGTERM') return endDockerd(engine)
  process.kill(engine.pid, 'SIGKILL')
  while (isAlive(engine)) await new Promise((resolve) => setTimeout(resolve, 20))
}

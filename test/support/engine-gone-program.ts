#!/usr/bin/env node
// For a machine of a test's own: an engine there is restarted while a spare of a pool waits, and killed while a state is being kept. Prints what
// was said of it, and what the next who asks is given. `engine-gone-program.ts <archive of the node image>`
import { createReadStream } from 'node:fs'
import { endDockerd } from '../../.ci/host/stop-engine.ts'
import { startEngine } from '../../.ci/host/start-engine.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { listClusters } from '../../src/verbs/list.ts'
import { listPrepared } from '../../src/verbs/list-prepared.ts'
import { fillPool } from '../../src/verbs/pool/fill-pool.ts'
import { isProcessGone } from '../../src/support/process-identity.ts'
import { acquireCluster, createCluster, request } from './make-cluster.ts'

const [archive = ''] = process.argv.slice(2)
const signal = new AbortController().signal
const connect = () => connectEngine({}, signal)
const context: ClusterContext = {
  environment: readEnvironment(),
  artifactsDirectory: '/run/artifacts',
  signal,
  onProgress: (event) => event.type === 'notice' && !event.text.startsWith('this host ') && say('notice', event.text),
}

let dockerd = await startEngine()
try {
  const loading = await (await connect()).docker.loadImage(createReadStream(archive))
  for await (const _ of loading);

  const [spare] = await fillPool(await request({ pool: 1 }), { size: 1 }, context)
  await endDockerd(dockerd)
  dockerd = await startEngine()
  const { handle } = await acquireCluster({ pool: 1, reuse: 'never' }, context)
  say('restarted while a spare waits', handle.name === spare ? 'the spare is usable' : 'another is usable')
  await deleteCluster(handle.name, context)
  await fillPool(await request({ pool: 1 }), { size: 0 }, context)
  say('when the pool was looked after', `${(await listClusters(context)).length} clusters are there`)

  const works: Promise<void>[] = []
  await createCluster({ name: 'kept', prepared: true }, { ...context, background: (work) => void works.push(work(signal)) })
  process.kill(dockerd.pid, 'SIGKILL')
  await Promise.all(works)
  while (!isProcessGone(dockerd)) await new Promise((resolve) => setTimeout(resolve, 20))
  dockerd = await startEngine()
  say('killed while a state is kept', `${(await listPrepared(context)).length} states are there`)
  await deleteCluster('kept', context)
  await createCluster({ name: 'kept', prepared: true }, context)
  say('the next', 'is usable')
  await deleteCluster('kept', context)
} finally {
  await endDockerd(dockerd)
}

function say(of: string, text: string): void {
  process.stdout.write(`${of}: ${text}\n`)
}

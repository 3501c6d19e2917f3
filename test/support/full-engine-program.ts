#!/usr/bin/env node
// For a machine of a test's own, whose engine has a small disk: a cluster is usable, and what its boot leaves for the next one finds no room. Prints what
// was said of it, and what is there then. `full-engine-program.ts <archive of the node image>`
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm, statfs } from 'node:fs/promises'
import { endDockerd } from '../../.ci/host/stop-engine.ts'
import { startEngine } from '../../.ci/host/start-engine.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { packEntries } from '../../src/docker/tar-entries.ts'
import { listVolumes } from '../../src/docker/volumes.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { ownLabels } from '../../src/plan/labels.ts'
import { listUnpacked } from '../../src/state/unpacked/unpacked-volumes.ts'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { listPrepared } from '../../src/verbs/list-prepared.ts'
import { createCluster } from './make-cluster.ts'

const [archive = ''] = process.argv.slice(2)
const disk = '/var/lib/docker'
const signal = new AbortController().signal
const context: ClusterContext = {
  environment: readEnvironment(),
  artifactsDirectory: '/run/artifacts',
  signal,
  onProgress: (event) => event.type === 'notice' && !event.text.startsWith('this host ') && say('notice', event.text),
}

const dockerd = await startEngine()
try {
  const engine = await connectEngine({}, signal)
  const loading = await engine.docker.loadImage(createReadStream(archive))
  for await (const _ of loading);
  const importing = await engine.docker.importImage(packEntries([{ path: 'blob', text: randomBytes(60_000_000) }]), {
    repo: 'shop',
    tag: '1',
  })
  for await (const _ of importing as AsyncIterable<unknown>);

  let keep: ((signal: AbortSignal) => Promise<void>) | undefined
  const options = { name: 'full', prepared: true, images: ['shop:1'] }
  const { kubeconfig } = await createCluster(options, { ...context, background: (work) => void (keep = work) })
  for (const [left, bytes] of [
    ['nothing is left', 0],
    ['less than the images take', 40_000_000],
    ['there is room', undefined],
  ] as const) {
    say('now', left)
    if (bytes !== undefined) await leaveFree(bytes)
    await keep!(signal)
    await rm(`${disk}/filler`, { force: true })
    const containers = await engine.docker.listContainers({ all: true, filters: { label: [ownLabels.probe] } })
    const [states, kept, volumes] = [await listPrepared(context), await listUnpacked(engine), await listVolumes(engine, ownLabels.unpacked)]
    say(
      'there are',
      `${states.length} states, ${kept.length} of ${volumes.length} volumes whole, ${containers.length} containers beside it`,
    )
  }
  await using connection = await connectKube(kubeconfig)
  await connection.request({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'after' } } })
  say('the cluster', 'goes on')
  await deleteCluster('full', context)
} finally {
  await endDockerd(dockerd)
}

/** Of the engine's disk, in bytes: no more than that. */
async function leaveFree(bytes: number): Promise<void> {
  const filler = await open(`${disk}/filler`, 'w')
  try {
    for (;;) {
      const { bavail, bsize } = await statfs(disk)
      const size = Math.min(bavail * bsize - bytes, 8 << 20)
      if (size <= 0) return
      await filler.write(Buffer.alloc(size))
      // Until then blocks are only promised.
      await filler.datasync()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    await filler.close()
  }
}

function say(of: string, text: string): void {
  process.stdout.write(`${of}: ${text}\n`)
}

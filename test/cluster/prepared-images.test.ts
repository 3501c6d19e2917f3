// Images that a cluster is asked for come unpacked with a prepared state: nodes of later boots share the files, and load nothing. In a snapshot
// they go to another machine.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ClusterOptions } from '../../src/config/options.ts'
import { listVolumes } from '../../src/docker/volumes.ts'
import { connectKube, type KubeConnection } from '../../src/kube/connection.ts'
import { nodePaths } from '../../src/plan/node-paths.ts'
import { ownLabels } from '../../src/plan/labels.ts'
import { listUnpacked, removeUnpacked, type UnpackedVolume } from '../../src/state/unpacked/unpacked-volumes.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { pruneLeftovers } from '../../src/verbs/prune.ts'
import { restoreSnapshot, saveSnapshot } from '../../src/verbs/snapshot.ts'
import { preparedName, removePrepared } from '../../src/state/prepared/prepared-image.ts'
import { awaitPodReady } from '../support/await-pod.ts'
import { createTestContext, type TestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { findNodes } from '../support/open-nodes.ts'
import { readBusybox } from '../support/read-busybox.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import { runProbedPod } from '../support/run-probed-pod.ts'
import { keyOfState } from '../support/key-of-state.ts'

const [name, other] = ['vitest-unpacked', 'vitest-unpacked-b']
const signal = AbortSignal.timeout(280_000)

test('what a first boot has built and loaded is there in the next one, unpacked, as its layers have it, and in a snapshot', async () => {
  const context = await createTestContext(name, other)
  const disk = await mountSmallDisk('16k')
  if ('why' in disk) process.stderr.write(`that a full disk is told is not tried: ${disk.why}\n`)
  const tag = `vitest-kind-test/unpacked:${randomBytes(4).toString('hex')}`
  const options: ClusterOptions = {
    name,
    prepared: true,
    images: [{ build: await writeProgram(), tag }],
    ...('path' in disk && { snapshot: disk.path }),
    // Of this test alone: no other run's state has this key.
    env: { KEY: tag },
  }
  const before = await listUnpacked(context.engine)
  const key = await keyOfState(options, context.engine)
  onTestFinished(async () => {
    const { engine } = context
    await deleteCluster(name, context)
    for (const one of addedTo(before, await listUnpacked(engine))) await removeUnpacked(engine, one)
    await removePrepared(engine, preparedName(key))
    await engine.docker
      .getImage(tag)
      .remove({ force: true })
      .catch(() => undefined)
  })
  await createCluster(options, context)
  if ('path' in disk) expectFullDiskTold(context, disk.path)
  await deleteCluster(name, context)
  const [volume, ...others] = addedTo(before, await listUnpacked(context.engine))
  expect(others).toEqual([])
  expect(volume!.sizeBytes).toBeGreaterThan(1_000_000)

  context.events.length = 0
  const { kubeconfig } = await createCluster(options, context)
  expect(
    context.events.filter((event) => event.type === 'amount' && !event.what.startsWith('building ')),
    'what is sent',
  ).toEqual([])
  await using connection = await connectKube(kubeconfig)
  await runProgram(connection, tag)
  const [node] = await findNodes(context.engine, name)
  const { stdout } = await node!.run([
    'sh',
    '-c',
    'readlink /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/*/fs || true',
  ])
  expect(stdout).toContain(`${nodePaths.unpacked}/layers/`)

  expect(await removeUnpacked(context.engine, volume!), 'one that a cluster has').toBe(false)
  expect(await pruneLeftovers({ dryRun: true, caches: true }, context)).toContainEqual(
    expect.objectContaining({ kind: 'volume', name: volume!.volume }),
  )
  // As the nodes' containerd leaves what it has pulled itself.
  await node!.run(['sh', '-c', 'ctr -n k8s.io content list | grep -o "^sha256.*MB" | cut -f 1 | xargs ctr -n k8s.io content rm'])
  const file = join(context.artifactsDirectory, 'with-images.state')
  const saved = await saveSnapshot(name, file, context)
  expect(saved.images).toEqual([`docker.io/${tag}`])
  expect(saved.sizeBytes).toBeGreaterThan(500_000)
  await deleteCluster(name, context)
  expect(await removeUnpacked(context.engine, volume!)).toBe(true)
  expect(await volumesOf(volume!, context)).toEqual([])
  await context.engine.docker.getImage(tag).remove({ force: true })

  context.events.length = 0
  const restored = await restoreSnapshot(file, other, context)
  expect(context.finished()).toEqual(expect.arrayContaining(['put-back-state', 'put-back-images', 'start-control-plane']))
  await using another = await connectKube(restored.kubeconfig)
  const deadline = startDeadline('the test', 60_000, signal)
  await awaitPodReady(another, 'program', 'default', deadline)
  expect(await eventsOf(another, 'program'), 'an image that came too late').not.toContain('ErrImageNeverPull')
})

/** The run goes on, and is told in a line why nothing was kept there; what the engine keeps has room. */
function expectFullDiskTold({ events }: TestContext, path: string): void {
  const told = events.flatMap((event) =>
    event.type === 'notice' && event.text.includes('kept') ? [event.text.replace(/[0-9a-f]{16}/, 'KEY')] : [],
  )
  expect(told).toEqual([
    `no snapshot was kept: the snapshot ${path}/KEY.state could not be written: the disk is full (ENOSPC: no space left on device, write)`,
  ])
}

async function eventsOf(connection: KubeConnection, pod: string): Promise<string> {
  const query = { fieldSelector: `involvedObject.name=${pod}` }
  return JSON.stringify(await connection.request({ path: '/api/v1/namespaces/default/events', query }))
}

function addedTo<T extends { readonly key: string }>(before: readonly T[], after: readonly T[]): T[] {
  return after.filter(({ key }) => !before.some((one) => one.key === key))
}

async function volumesOf({ volume }: UnpackedVolume, { engine }: TestContext): Promise<string[]> {
  return (await listVolumes(engine, ownLabels.unpacked)).flatMap((one) => (one.name === volume ? [one.name] : []))
}

/** In its last layer a file of a former one is gone, and a folder is another one. */
async function writeProgram(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unpacked-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'busybox'), await readBusybox(), { mode: 0o755 })
  const run = (command: string): string => `RUN ["/bin/busybox", "sh", "-c", "${command}"]`
  const lines = [
    'FROM scratch',
    'COPY busybox /bin/busybox',
    run('mkdir -p /data/old && echo 1 > /data/gone && echo 1 > /data/old/file'),
    run('rm -r /data/gone /data/old && mkdir /data/old && echo 2 > /data/old/other'),
  ]
  await writeFile(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`)
  return folder
}

async function runProgram(connection: KubeConnection, image: string): Promise<void> {
  const check =
    '[ ! -e /data/gone ] && [ "$(/bin/busybox ls /data/old)" = other ] && /bin/busybox touch /ready; exec /bin/busybox sleep 1000'
  const command = ['/bin/busybox', 'sh', '-c', check]
  const ready = ['/bin/busybox', 'test', '-e', '/ready']
  await runProbedPod(connection, { name: 'program', image, imagePullPolicy: 'Never', command, ready }, signal)
}

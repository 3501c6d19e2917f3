// A pool, on a host with room for it: a spare waits, frozen, and one of those who ask takes it in place of a boot; its keeper makes it, lets it
// go when nobody comes, and goes itself.
import { getPriority } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { startKeeper } from '../../src/keeper/start.ts'
import { pauseContainer, unpauseContainer } from '../../src/docker/containers.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitNodesReady } from '../../src/kube/readiness.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { openCluster } from '../../src/verbs/context.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { listClusters } from '../../src/verbs/list.ts'
import { fillPool } from '../../src/verbs/pool/fill-pool.ts'
import { takeFromPool } from '../../src/verbs/pool/take-from-pool.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { request } from '../support/make-cluster.ts'
import { isRunning } from '../support/proc.ts'

const labels = { suite: 'pool', of: String(process.pid) }

test('a spare of two nodes that waits, frozen, is taken by one of two who ask at once, and is usable', async () => {
  const context = await createTestContext()
  const wanted = await request({ pool: 1, workers: 1, labels })
  const waiting = await fillPool(wanted, { size: 1 }, context)
  onTestFinished(async () => void (await fillPool(wanted, { size: 0 }, context)))
  expect(waiting).toEqual([expect.stringMatching(/^vitest-pool-[0-9a-f]{6}-\d+$/)])
  expect(await fillPool(wanted, { size: 1 }, context), 'one is enough').toEqual(waiting)
  expect(await fillPool(wanted, { size: 0, behind: true }, context), 'a run that asks for fewer leaves it').toEqual(waiting)
  expect(await listClusters(context)).toContainEqual(expect.objectContaining({ name: waiting[0], spare: true }))

  const both = await Promise.all([0, 1].map(() => takeFromPool(context.engine, wanted, context)))
  const [taken, ...others] = both.filter((handle) => handle !== undefined)
  expect(others, 'the other one is given none').toEqual([])
  expect(taken).toMatchObject({ name: waiting[0], adopted: false, labels: { suite: 'pool' } })
  onTestFinished(async () => void (await deleteCluster(taken!.name, context)))
  await using connection = await connectKube(taken!.kubeconfig)
  await awaitNodesReady(
    connection,
    taken!.nodes.map(({ name }) => name),
    startDeadline('a test', 20_000),
  )
  expect(await fillPool(wanted, { size: 0 }, context), 'a cluster that is in use is no spare any more').toEqual([])
  expect(await listClusters(context)).toContainEqual(expect.objectContaining({ name: waiting[0], spare: false }))
})

test('a keeper makes one, last of all who want the processor, lets it go when nobody takes it in time, and ends', async () => {
  const context = await createTestContext()
  const { environment, artifactsDirectory } = context
  const wanted = await request({ pool: 1, labels: { ...labels, kept: 'yes' } })
  onTestFinished(async () => void (await fillPool(wanted, { size: 0 }, context)))
  await startKeeper({ request: wanted, size: 1, ttlMs: 8_000, environment, artifactsDirectory })
  const find = async () =>
    (await listClusters(context)).find((cluster) => cluster.labels['kept'] === 'yes' && cluster.labels['of'] === labels.of)
  await expect.poll(find, { timeout: 240_000, interval: 500 }).toMatchObject({ spare: true, labels })
  const { owner } = (await find())!
  expect(getPriority(owner!.pid), 'its priority').toBe(19)
  await expect.poll(find, { timeout: 60_000, interval: 500 }).toBeUndefined()
  await expect.poll(() => isRunning(String(owner!.pid)), { timeout: 60_000 }).toBe(false)
})

test('a spare that does not wake is told and removed, and the next who comes boots its own', async () => {
  const context = await createTestContext()
  const wanted = await request({ pool: 1, labels: { ...labels, sick: 'yes' } })
  const [name] = await fillPool(wanted, { size: 1 }, context)
  onTestFinished(async () => void (await fillPool(wanted, { size: 0 }, context)))
  const { nodes } = await openCluster(name!, context)
  await unpauseContainer(context.engine, nodes[0]!.id)
  await nodes[0]!.run(['sh', '-c', 'systemctl stop kubelet; pkill -KILL kube-apiserver'])
  await pauseContainer(context.engine, nodes[0]!.id)
  expect(await takeFromPool(context.engine, wanted, context)).toBeUndefined()
  expect(context.events).toContainEqual({
    type: 'notice',
    cluster: name,
    text: expect.stringMatching(/^this spare cluster of the pool does not wake, and is removed: .*API server/) as string,
  })
  expect((await listClusters(context)).map((cluster) => cluster.name)).not.toContain(name)
})

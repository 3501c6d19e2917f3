// A pool, on a host with room for it: a spare waits, frozen, and one of those who ask takes it in place of a boot.
import { expect, onTestFinished, test } from 'vitest'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitNodesReady } from '../../src/kube/readiness.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { listClusters } from '../../src/verbs/list.ts'
import { fillPool } from '../../src/verbs/pool/fill-pool.ts'
import { takeFromPool } from '../../src/verbs/pool/take-from-pool.ts'
import { request } from '../support/make-cluster.ts'
import { createTestContext } from '../support/cluster-context.ts'

test('a spare that waits, frozen, is taken by one of two who ask at once, and is usable', async () => {
  const context = await createTestContext()
  const wanted = await request({ pool: 1, labels: { suite: 'pool', of: String(process.pid) } })
  const waiting = await fillPool(wanted, { size: 1 }, context)
  onTestFinished(async () => void (await fillPool(wanted, { size: 0 }, context)))
  expect(waiting).toEqual([expect.stringMatching(/^vitest-pool-[0-9a-f]{6}-\d+$/)])
  expect(await fillPool(wanted, { size: 1 }, context), 'one is enough').toEqual(waiting)
  expect(await listClusters(context)).toContainEqual(expect.objectContaining({ name: waiting[0], spare: true }))

  const both = await Promise.all([0, 1].map(() => takeFromPool(context.engine, wanted, context)))
  const [taken, ...others] = both.filter((handle) => handle !== undefined)
  expect(others, 'the other one is given none').toEqual([])
  expect(taken).toMatchObject({ name: waiting[0], adopted: false, labels: { suite: 'pool' } })
  onTestFinished(async () => void (await deleteCluster(taken!.name, context)))
  await using connection = await connectKube(taken!.kubeconfig)
  await awaitNodesReady(connection, [`${taken!.name}-control-plane`], startDeadline('a test', 20_000))
  expect(await fillPool(wanted, { size: 0 }, context), 'a cluster that is in use is no spare any more').toEqual([])
  expect(await listClusters(context)).toContainEqual(expect.objectContaining({ name: waiting[0], spare: false }))
})

// Reuse by label: adopted from this and from other processes, never built twice, refused with the difference.
import { hostname } from 'node:os'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { acquireAtOnce } from '../support/acquire-at-once.ts'
import { acquireCluster } from '../support/make-cluster.ts'
import { createCluster } from '../support/make-cluster.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { listClusters } from '../../src/verbs/list.ts'
import { readKubeconfig } from '../../src/verbs/kubeconfig.ts'
import type { ClusterOptions } from '../../src/config/options.ts'
import { stopContainer } from '../../src/docker/containers.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { openCluster } from '../../src/verbs/context.ts'
import { resetCluster } from '../../src/verbs/reset.ts'
import { nodePaths } from '../../src/plan/node-paths.ts'
import { compareInventories, describeDifferences } from '../../src/state/reset/compare-inventories.ts'
import { takeInventory } from '../../src/state/reset/take-inventory.ts'
import { findProcess, renderIdentity } from '../../src/support/process-identity.ts'
import { useUp } from '../support/use-up.ts'
import { createTestContext, type TestContext } from '../support/cluster-context.ts'

const name = 'vitest-reuse'
const options: ClusterOptions = { name, labels: { suite: 'reuse' }, reuse: 'always', pristine: true }

test('of four processes that want the same cluster at once, whose maker is killed half-way, the others get one; a fifth adopts it; another spec is refused', async () => {
  const context = await createTestContext(name)
  const directory = context.artifactsDirectory

  const all = await acquireAtOnce({ engine: context.engine, processes: 4, name, options, directory, killMaker: true })
  expect(
    all.filter(({ adopted }) => !adopted),
    'one has made it',
  ).toHaveLength(1)
  expect(
    all.filter(({ adopted }) => adopted),
    'the others have adopted it',
  ).toHaveLength(2)
  expect(new Set(all.map(({ server }) => server)).size).toBe(1)

  const manifest = join(directory, 'settings.yaml')
  await writeFile(manifest, 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { colour: blue }\n')
  const third = await acquireCluster({ ...options, manifests: [manifest] }, context)
  expect(third).toMatchObject({ keep: true, handle: { name, adopted: true, labels: { suite: 'reuse' } } })
  expect(context.finished()).toEqual(['adopt-cluster'])
  expect(await readColour(third.handle.kubeconfig), 'what the cluster lacks of its manifests is applied').toBe('blue')
  expect(await listClusters(context)).toContainEqual(
    expect.objectContaining({ name, ours: true, reuse: 'always', labels: { suite: 'reuse' } }),
  )

  await expect(acquireCluster({ ...options, workers: 1 }, context)).rejects.toMatchObject({
    code: 'KIND_CLUSTER_DIFFERS',
    facts: { seen: [expect.stringMatching(/^nodes\[1\]: absent → {"role":"worker",.*}$/)] },
  })
  await expect(createCluster({ name }, context)).rejects.toMatchObject({ code: 'KIND_CLUSTER_EXISTS' })

  // A slip of one caller's is that caller's error, not the cluster's.
  await expect(acquireCluster({ ...options, images: ['shop:typo'] }, context)).rejects.toMatchObject({ code: 'KIND_IMAGE_MISSING' })

  await testReset(context, third.handle.kubeconfig)

  // One that was put to rest is woken.
  await stopContainer(context.engine, `${name}-control-plane`, { timeoutS: 20 })
  const fourth = await acquireCluster(options, context)
  expect(context.events, 'reset on taking').toContainEqual({
    type: 'notice',
    cluster: name,
    text: 'it is pristine: nothing is left of others',
  })
  expect(fourth.handle.adopted).toBe(true)
  expect(context.events).toContainEqual({ type: 'notice', cluster: name, text: 'it is stopped; waking it' })
  await using connection = await connectKube(fourth.handle.kubeconfig)
  expect(await connection.request({ path: '/readyz', signal: AbortSignal.timeout(10_000) })).toBeDefined()

  expect(await deleteCluster(name, context)).toEqual({ removed: [`${name}-control-plane`] })
  expect(await deleteCluster(name, context), 'deleting again is fine').toEqual({ removed: [] })
  await expect(readKubeconfig(name, { internal: false }, context)).rejects.toMatchObject({ code: 'KIND_CLUSTER_UNKNOWN' })
})

/** While others use it, it is not reset; then it holds what it held when it was new. */
async function testReset(context: TestContext, kubeconfig: string): Promise<void> {
  const { nodes } = await openCluster(name, context)
  const [node] = nodes
  const other = `${nodePaths.users}/1-other`
  // The one that started this one: it lives.
  await node!.put([{ path: other, content: `${renderIdentity(findProcess(process.ppid)!)}\n` }])
  await expect(resetCluster(name, context)).rejects.toMatchObject({
    code: 'KIND_RESET_REFUSED',
    facts: { seen: [`pid ${process.ppid} on ${hostname()}`] },
  })
  await node!.run(['rm', other])

  const volume = '/var/local-path-provisioner/mine'
  await node!.run(['mkdir', '-p', volume])
  await using connection = await connectKube(kubeconfig)
  const signal = AbortSignal.timeout(60_000)
  const before = await takeInventory(connection, signal)
  await useUp(connection, node!.name)
  const { removed, ...rest } = await resetCluster(name, context)
  expect(removed, 'what is made of them is removed with them').toBeGreaterThanOrEqual(40)
  expect(rest).toEqual({ changed: 2, made: 1 })
  const left = describeDifferences(compareInventories(before, await takeInventory(connection, signal)))
  expect(left, 'proven by an inventory of all it holds').toEqual([])
  expect((await node!.run(['ls', '-d', volume], { allowFailure: true })).exitCode, 'data of volumes').not.toBe(0)
  expect(await resetCluster(name, context)).toEqual({ removed: 0, changed: 0, made: 0 })
}

async function readColour(kubeconfig: string): Promise<string | undefined> {
  await using connection = await connectKube(kubeconfig)
  const path = '/api/v1/namespaces/default/configmaps/settings'
  const { data } = await connection.request<{ readonly data?: { readonly colour?: string } }>({ path, signal: AbortSignal.timeout(10_000) })
  return data?.colour
}

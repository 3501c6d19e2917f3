// A state of a cluster of several nodes, put back into another one: its workers join anew, as nodes of their own.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectKube, type KubeConnection } from '../../src/kube/connection.ts'
import type { KubeObject } from '../../src/kube/object.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { restoreSnapshot, saveSnapshot } from '../../src/verbs/snapshot.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { expectNothingShared, readSecrets } from '../support/read-secrets.ts'

const [first, second] = ['vitest-several-a', 'vitest-several-b']
const signal = AbortSignal.timeout(280_000)

test('a worker joins the second cluster with what was set on it in the first, and shares neither secret nor identity with it', async () => {
  const context = await createTestContext(first, second)
  const a = await createCluster({ name: first, workers: 1 }, context)
  await using one = await connectKube(a.kubeconfig)
  await one.request({
    method: 'PATCH',
    path: `/api/v1/nodes/${first}-worker`,
    contentType: 'application/merge-patch+json',
    body: { metadata: { labels: { disk: 'fast' } }, spec: { taints: [{ key: 'mine', value: 'x', effect: 'NoSchedule' }] } },
    signal,
  })
  const file = join(context.artifactsDirectory, 'several.state')
  await saveSnapshot(first, file, context)
  const theirs = await readSecrets(first, one, context.engine)
  await deleteCluster(first, context)

  context.events.length = 0
  const b = await restoreSnapshot(file, second, context)
  expect(context.finished()).not.toContain('kubeadm-init')
  await using other = await connectKube(b.kubeconfig)
  const ours = await readSecrets(second, other, context.engine)
  expectNothingShared(ours, theirs)
  expect(ours.text).not.toContain(first)
  expect(b.nodes.map(({ name }) => name)).toEqual([`${second}-control-plane`, `${second}-worker`])
  const worker = await readNode(other, `${second}-worker`)
  expect(worker.metadata.labels).toMatchObject({ disk: 'fast', 'kubernetes.io/hostname': `${second}-worker` })
  expect(worker['spec']).toMatchObject({ taints: [{ key: 'mine', value: 'x', effect: 'NoSchedule' }] })
})

async function readNode(connection: KubeConnection, name: string): Promise<KubeObject> {
  return connection.request<KubeObject>({ path: `/api/v1/nodes/${name}`, signal })
}

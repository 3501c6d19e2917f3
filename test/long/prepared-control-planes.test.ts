// A state of three control planes, put back: the first is made of it, the others join it anew, etcd included. The short form, with a worker, is in
// test/cluster/prepared-nodes.test.ts.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectKube } from '../../src/kube/connection.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { restoreSnapshot, saveSnapshot } from '../../src/verbs/snapshot.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { findNodes } from '../support/open-nodes.ts'
import { expectNothingShared, readSecrets } from '../support/read-secrets.ts'

const [first, second] = ['vitest-planes-a', 'vitest-planes-b']

test('three control planes out of a state have one etcd of their own, and share nothing with those it was taken of', async () => {
  const context = await createTestContext(first, second)
  const a = await createCluster({ name: first, controlPlanes: 3 }, context)
  const file = join(context.artifactsDirectory, 'planes.state')
  await saveSnapshot(first, file, context)
  await using one = await connectKube(a.kubeconfig)
  const theirs = await readSecrets(first, one, context.engine)
  // One after the other: six nodes would take more inotify instances than a host has.
  await deleteCluster(first, context)

  const b = await restoreSnapshot(file, second, context)
  await using other = await connectKube(b.kubeconfig)
  const ours = await readSecrets(second, other, context.engine)
  expectNothingShared(ours, theirs)
  expect(ours.text).not.toContain(first)
  expect(b.nodes.map(({ role }) => role)).toEqual(['control-plane', 'control-plane', 'control-plane'])
  const [node] = await findNodes(context.engine, second)
  const flags =
    '--cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key'
  const list = `crictl exec $(crictl ps --name etcd -q) etcdctl --endpoints=https://127.0.0.1:2379 ${flags} member list`
  const { stdout } = await node!.run(['sh', '-c', list], { signal: AbortSignal.timeout(60_000) })
  expect(stdout.match(/started/g), stdout).toHaveLength(3)
})

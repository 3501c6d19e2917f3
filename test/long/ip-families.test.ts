// Clusters with IPv6 beside IPv4, and with IPv6 alone, where the engine's network has it.
import { expect, test } from 'vitest'
import { createCluster } from '../support/make-cluster.ts'
import { ensureNetwork, removeNetwork } from '../../src/docker/networks.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { findNodes } from '../support/open-nodes.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { applyEcho, expectEgress, expectMtu, expectOverlay } from '../support/overlay.ts'

test.for([
  ['dual', ['IPv4', 'IPv6']],
  ['ipv6', ['IPv6']],
] as const)('%s: pods of two nodes reach each other, by address, Service and name', async ([ipFamily, families], { skip }) => {
  const name = `vitest-${ipFamily}`
  const context = await createTestContext(name)
  const { engine } = context
  // An engine without IPv6 makes the network all the same, and says so.
  const probe = await ensureNetwork(engine, { name: `${name}-probe`, subnets: ['fd00:7e57:6::/64'], ipv6: true, labels: {} })
  await removeNetwork(engine, probe.id)
  skip(!probe.ipv6, `the engine at ${engine.where} has no IPv6 to give to networks`)
  const busybox = await context.buildImage((node) => ['FROM scratch', `COPY --from=${node} /kind/layers/busybox/ /`, `LABEL test=${name}`])

  const handle = await createCluster({ name, workers: 1, networking: { ipFamily }, images: [busybox] }, context)
  const [first, worker] = await findNodes(engine, name)
  await using connection = await connectKube(handle.kubeconfig)
  await applyEcho(connection, busybox, families)
  await expectOverlay(connection, { admin: first!, from: worker!.name, families })
  // VXLAN between IPv6 addresses takes 20 bytes more.
  await expectMtu(connection, first!, 70)
  if (ipFamily === 'dual') await expectEgress(connection, first!)
  // A packet to a Service that has no rules stays in the node.
  expect((await first!.run(['ip', 'route', 'get', 'fd00:10:96::fffe'], { allowFailure: true })).stdout).not.toContain('dev eth0')
  const { items } = await connection.request<{ items: { status: { addresses: { type: string; address: string }[] } }[] }>({
    path: '/api/v1/nodes',
  })
  const own = { dual: [first!.address, first!.ipv6Address], ipv6: [first!.ipv6Address] }[ipFamily]
  expect(items[0]!.status.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address)).toEqual(own)
})

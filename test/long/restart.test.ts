// On a network whose addresses the engine chooses (one that kind or somebody else has made) a node may come back with another
// address. With one control plane the cluster follows.
import { expect, onTestFinished, test } from 'vitest'
import { createCluster } from '../support/make-cluster.ts'
import { createContainer, removeContainer, startContainer, stopContainer } from '../../src/docker/containers.ts'
import { readEngineTime } from '../../src/docker/engine-facts.ts'
import { ensureNetwork, removeNetwork } from '../../src/docker/networks.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitRollout } from '../../src/kube/rollout.ts'
import { awaitUsableAgain } from '../../src/kube/usable.ts'
import { findNodes } from '../support/open-nodes.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { applyEcho, expectOverlay } from '../support/overlay.ts'

const name = 'vitest-moved'

test('nodes that come back with other addresses are a usable cluster', async () => {
  // What is announced last is done first: the network goes after the cluster, a container before its image.
  onTestFinished(() => removeNetwork(context.engine, name), 60_000)
  const context = await createTestContext(name)
  const { engine } = context
  // No range for IPv4, as kind makes it.
  await ensureNetwork(engine, { name, subnets: [], ipv6: false, labels: {} })
  const busybox = await context.buildImage((node) => ['FROM scratch', `COPY --from=${node} /kind/layers/busybox/ /`, `LABEL test=${name}`])
  const handle = await createCluster(
    { name, workers: 1, images: [busybox] },
    { ...context, environment: { ...context.environment, network: name } },
  )
  await using connection = await connectKube(handle.kubeconfig)
  await applyEcho(connection, busybox, ['IPv4'])

  const before = await findNodes(engine, name)
  await Promise.all(before.map(({ id }) => stopContainer(engine, id, { timeoutS: 30 })))
  const endedAtMs = await readEngineTime(engine)
  for (const { address } of before) {
    const id = await createContainer(engine, {
      name: `${name}-in-its-place-${address}`,
      Image: busybox,
      Cmd: ['/bin/busybox', 'sleep', '1000'],
      HostConfig: { NetworkMode: name, Init: false },
    })
    onTestFinished(() => removeContainer(engine, id))
    await startContainer(engine, id)
  }
  // The worker first: it gets the lower address.
  for (const { id } of before.toReversed()) await startContainer(engine, id)

  const after = await findNodes(engine, name)
  const moved = after.map(({ address }) => address)
  expect(moved.filter((address) => before.some((node) => node.address === address))).toEqual([])
  const names = after.map((node) => node.name)
  await awaitUsableAgain(connection, { names, network: true }, { endedAtMs, restarted: names }, startDeadline('a test', 120_000))
  await awaitRollout(connection, 'DaemonSet', 'echo', 'default', startDeadline('a test', 60_000))
  await expectOverlay(connection, { admin: after[0]!, from: after[1]!.name, families: ['IPv4'] })
  await expectOverlay(connection, { admin: after[0]!, from: after[0]!.name, families: ['IPv4'] })
})

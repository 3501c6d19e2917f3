// Three control planes and two workers: etcd's quorum is real, pods reach each other over five nodes, and all of it comes back
// after any node, or every node, was restarted. start-load-balancer, join-control-planes.
import { expect, test } from 'vitest'
import { createCluster } from '../support/make-cluster.ts'
import { startContainer } from '../../src/docker/containers.ts'
import { readEngineTime } from '../../src/docker/engine-facts.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitRollout } from '../../src/kube/rollout.ts'
import { awaitUsableAgain } from '../../src/kube/usable.ts'
import { openCluster } from '../support/open-nodes.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { applyEcho, expectEgress, expectMtu, expectOverlay, nodePort } from '../support/overlay.ts'

const name = 'vitest-ha'
const families = ['IPv4'] as const

test('three control planes and two workers', async () => {
  const context = await createTestContext(name)
  const { engine } = context
  const busybox = await context.buildImage((node) => ['FROM scratch', `COPY --from=${node} /kind/layers/busybox/ /`, `LABEL test=${name}`])
  const published = { containerPort: nodePort, listenAddress: '127.0.0.1' }
  const handle = await createCluster(
    {
      name,
      nodes: [{}, {}, {}, { role: 'worker', extraPortMappings: [published] }, { role: 'worker' }],
      images: [busybox],
      bootTimeout: 280_000,
    },
    context,
  )
  const { nodes, loadBalancer } = await openCluster(engine, name)
  const names = nodes.map((node) => node.name)
  const [first, second, , worker] = nodes
  expect(handle.nodes.map((node) => node.role)).toEqual(['control-plane', 'control-plane', 'control-plane', 'worker', 'worker'])
  expect(handle.server).toBe(`https://127.0.0.1:${loadBalancer?.apiPort?.hostPort}`)
  // The kubeconfig of the beginning holds for all that follows.
  await using connection = await connectKube(handle.kubeconfig)
  const deadline = (): ReturnType<typeof startDeadline> => startDeadline('a test', 120_000)

  await applyEcho(connection, busybox, families)
  await expectOverlay(connection, { admin: first!, from: worker!.name, families })
  await expectMtu(connection, first!, 50)
  await expectEgress(connection, first!)
  const hostPort = (await engine.docker.getContainer(worker!.id).inspect()).NetworkSettings.Ports[`${nodePort}/tcp`]?.[0]?.HostPort
  const askHost = async (): Promise<string> => (await fetch(`http://127.0.0.1:${hostPort}/`, { signal: AbortSignal.timeout(5000) })).text()
  expect(names).toContain((await askHost()).trim())

  // Killed, not stopped: no goodbye to etcd, to clients or to the load balancer.
  await engine.docker.getContainer(first!.id).kill()
  const write = (key: string): Promise<unknown> =>
    applyManifests(
      connection,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'proof' }, data: { [key]: 'written' } },
      { namespace: 'default' },
    )
  await expect.poll(() => write('one-is-dead').then(() => 'written', String), { timeout: 60_000 }).toBe('written')
  const readData = async (): Promise<object> =>
    (await connection.request<{ data: object }>({ path: '/api/v1/namespaces/default/configmaps/proof' })).data
  expect(await readData()).toEqual({ 'one-is-dead': 'written' })

  const endedAtMs = await readEngineTime(engine)
  await startContainer(engine, first!.id)
  await awaitUsableAgain(connection, { names, network: true }, { endedAtMs, restarted: [first!.name] }, deadline())
  // With the second one killed, only the first and the third are left: the first is a member again, and caught up.
  await engine.docker.getContainer(second!.id).kill()
  await expect.poll(() => write('another-is-dead').then(() => 'written', String), { timeout: 60_000 }).toBe('written')
  await startContainer(engine, second!.id)

  // All at once, as after a restart of the engine.
  const restartedAtMs = await readEngineTime(engine)
  await Promise.all([...nodes, loadBalancer!].map(({ id }) => engine.docker.getContainer(id).restart()))
  await awaitUsableAgain(connection, { names, network: true }, { endedAtMs: restartedAtMs, restarted: names }, deadline())
  await awaitRollout(connection, 'DaemonSet', 'echo', 'default', deadline())
  expect(await readData()).toEqual({ 'another-is-dead': 'written' })
  await expectOverlay(connection, { admin: first!, from: worker!.name, families })
  await expectOverlay(connection, { admin: first!, from: first!.name, families })
  expect(names).toContain((await askHost()).trim())
})

// Three control planes: what one of them takes along is nothing. With workers, pods and restarts of all of them: test/long.
import { expect, test } from 'vitest'
import { startContainer } from '../../src/docker/containers.ts'
import { readEngineTime } from '../../src/docker/engine-facts.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitUsableAgain } from '../../src/kube/usable.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { openCluster } from '../support/open-nodes.ts'

const name = 'vitest-planes'

test('three control planes lose one, go on, and take it back', async () => {
  const context = await createTestContext(name)
  const { engine } = context
  const handle = await createCluster({ name, controlPlanes: 3, bootTimeout: 280_000 }, context)
  const { nodes, loadBalancer } = await openCluster(engine, name)
  expect(handle.nodes.map((node) => node.role)).toEqual(['control-plane', 'control-plane', 'control-plane'])
  expect(handle.server).toBe(`https://127.0.0.1:${loadBalancer?.apiPort?.hostPort}`)
  await using connection = await connectKube(handle.kubeconfig)

  // Killed, not stopped: no goodbye to etcd, to clients or to the load balancer.
  const [first] = nodes
  await engine.docker.getContainer(first!.id).kill()
  const note = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'proof' }, data: { one: 'is dead' } }
  const write = (): Promise<unknown> => applyManifests(connection, note, { namespace: 'default' })
  await expect.poll(() => write().then(() => 'written', String), { timeout: 60_000 }).toBe('written')

  const endedAtMs = await readEngineTime(engine)
  await startContainer(engine, first!.id)
  const names = nodes.map((node) => node.name)
  const again = { endedAtMs, restarted: [first!.name] }
  await awaitUsableAgain(connection, { names, network: true }, again, startDeadline('a test', 120_000))
  expect(await connection.request({ path: '/api/v1/namespaces/default/configmaps/proof' })).toMatchObject({ data: note.data })
})

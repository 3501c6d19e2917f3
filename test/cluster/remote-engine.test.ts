// An engine reached by another address than loopback, as docker-in-docker is: the API server is published where the test reaches it,
// with a certificate for that name. 127.0.0.2 stands for the other host; nothing published on 127.0.0.1 answers there.
import { expect, test } from 'vitest'
import { connectEngine } from '../../src/docker/connect.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { createCluster } from '../support/make-cluster.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { startEngineProxy } from '../support/engine-proxy.ts'

const name = 'vitest-remote-engine'

test('a cluster on an engine elsewhere is reached by the name of its host', async () => {
  const context = await createTestContext(name)
  await using proxy = await startEngineProxy('127.0.0.2')
  const engine = { ...context.environment.engine, DOCKER_HOST: proxy.address }
  const remote = { ...context, environment: { ...context.environment, engine } }

  await expect(createCluster({ name, networking: { apiServerAddress: '127.0.0.1' } }, remote)).rejects.toThrow(
    /^KIND_CONFIG_INVALID.*\n {2}networking.apiServerAddress {2}"127.0.0.1" leads nowhere from here: .* or set "0.0.0.0"/,
  )
  expect(context.finished(), 'nothing was pulled or made').toEqual([])

  const handle = await createCluster({ name }, remote)
  expect(handle.server).toMatch(/^https:\/\/127\.0\.0\.2:\d+$/)
  // With the cluster's own certificate authority: the name is checked.
  await using connection = await connectKube(handle.kubeconfig)
  expect(await connection.request<{ items: unknown[] }>({ path: '/api/v1/nodes' })).toHaveProperty('items.length', 1)
  expect((await connectEngine(engine, new AbortController().signal)).host).toBe('127.0.0.2')
})

// An engine reached by another address than loopback, as docker-in-docker is, behind TLS and named by a Docker context: the API server is published where the test reaches it,
// with a certificate for that name, and Services get ports here, because the nodes' network is the other host's. 127.0.0.2 stands for the other host; nothing published on 127.0.0.1 answers there.
import { expect, onTestFinished, test, vi } from 'vitest'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { connectKube, type KubeConnection } from '../../src/kube/connection.ts'
import type { KubeObject } from '../../src/kube/object.ts'
import { type IngressPoint, readIngress } from '../../src/kube/verdicts/load-balancer-status.ts'
import { serveLoadBalancers } from '../../src/verbs/serve-load-balancers.ts'
import { createCluster } from '../support/make-cluster.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { writeDockerContext } from '../support/docker-context.ts'
import { startEngineProxy } from '../support/engine-proxy.ts'

const name = 'vitest-remote-engine'

test('a cluster on an engine elsewhere is reached by the name of its host', async () => {
  const context = await createTestContext(name)
  await using proxy = await startEngineProxy('127.0.0.2', { tls: true })
  await writeDockerContext(context.artifactsDirectory, 'remote', { host: proxy.address, keys: proxy.keys })
  const engine = readEnvironment({ DOCKER_CONFIG: context.artifactsDirectory, DOCKER_CONTEXT: 'remote' }).engine
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

  const over = new AbortController()
  const said: string[] = []
  const serving = serveLoadBalancers(name, {
    environment: remote.environment,
    signal: over.signal,
    adopted: false,
    say: (text) => said.push(text),
  })
  onTestFinished(async () => {
    over.abort()
    await serving
  })
  const { ip, ports } = await exposeDns(connection)
  expect(await (await fetch(`http://${ip}:${ports![0]!.port}/health`)).text()).toBe('OK')
  expect(ports![1]).toEqual({ port: 53, protocol: 'UDP', error: 'vitest-kind/OnlyTCP' })
  expect(said).toEqual(['Services of type LoadBalancer get ports of this machine: it does not reach the nodes at their addresses'])
})

/** A Service of type LoadBalancer before pods that every cluster has; the first address that it gets. */
async function exposeDns(connection: KubeConnection): Promise<IngressPoint> {
  const path = '/api/v1/namespaces/kube-system/services'
  await connection.request({
    method: 'POST',
    path,
    body: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'door' },
      spec: {
        type: 'LoadBalancer',
        selector: { 'k8s-app': 'kube-dns' },
        ports: [
          { name: 'health', port: 8080 },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ],
      },
    },
  })
  return vi.waitUntil(
    async () => {
      const [here, network] = readIngress(await connection.request<KubeObject>({ path: `${path}/door` }))
      // The second is for whoever is in the cluster.
      return network?.ipMode === 'VIP' && here
    },
    { timeout: 30_000, interval: 100 },
  )
}

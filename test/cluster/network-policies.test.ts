// NetworkPolicies on two nodes: what test/docker/network-policies.test.ts promises of one node's rules, here with what makes them follow
// the objects of a cluster.
import { expect, test } from 'vitest'
import { createTestContext } from '../support/cluster-context.ts'
import { awaitPodReady } from '../support/await-pod.ts'
import { createCluster } from '../support/make-cluster.ts'
import { findNodes } from '../support/open-nodes.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { runInPod } from '../../src/kube/pods/run-in-pod.ts'
import { startDeadline } from '../../src/support/deadline.ts'

const name = 'vitest-policies'
const ask = (address: string): string => `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 1 ${address} 8080 2>/dev/null | grep -q hello`

/** Serves `hello`; its kubelet asks for that. `first` is what it does before anything else. */
const pod = (podName: string, node: string, image: string, first = ''): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: podName, labels: { app: podName } },
  spec: {
    nodeName: node,
    tolerations: [{ operator: 'Exists' }],
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'main',
        image,
        imagePullPolicy: 'Never',
        command: ['/bin/sh', '-c', `${first}\nmkdir -p /tmp/www; echo hello >/tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www`],
        ports: [{ name: 'web', containerPort: 8080 }],
        readinessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: 1 },
      },
    ],
  },
})

const policy = (policyName: string, spec: object): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: policyName },
  spec: { podSelector: {}, ...spec },
})

test('policies hold on every node from the first packet of a pod, follow their objects, and are nothing while there is none', async () => {
  const context = await createTestContext(name)
  const busybox = await context.buildImage((node) => ['FROM scratch', `COPY --from=${node} /kind/layers/busybox/ /`])
  const handle = await createCluster(
    {
      name,
      nodes: [{}, { role: 'worker' }],
      images: [busybox],
    },
    context,
  )
  const nodes = await findNodes(context.engine, name)
  await using connection = await connectKube(handle.kubeconfig)
  const deadline = startDeadline('a test', 120_000)
  const [here, there] = [`${name}-worker`, `${name}-control-plane`]
  const apply = (...objects: object[]): Promise<unknown> => applyManifests(connection, objects, { namespace: 'default' })
  const remove = (path: string): Promise<unknown> => connection.request({ method: 'DELETE', path })
  const policies = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies'
  const sh = (from: string, script: string) =>
    runInPod(connection, { target: `pod/${from}`, namespace: 'default', argv: ['/bin/sh', '-c', script], deadline })
  const rules = (): Promise<string[]> => Promise.all(nodes.map(async (node) => (await node.run(['nft', 'list', 'tables'])).stdout))

  await apply(
    pod('server', here, busybox),
    pod('near', here, busybox),
    pod('far', there, busybox),
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'server' }, spec: { selector: { app: 'server' }, ports: [{ port: 8080 }] } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'open' } },
  )
  await applyManifests(connection, pod('target', there, busybox), { namespace: 'open' })
  await Promise.all(['server', 'near', 'far'].map((one) => awaitPodReady(connection, one, 'default', deadline)))
  await awaitPodReady(connection, 'target', 'open', deadline)
  const podIp = async (namespace: string, one: string): Promise<string> =>
    (await connection.request<{ status: { podIP: string } }>({ path: `/api/v1/namespaces/${namespace}/pods/${one}` })).status.podIP
  const [server, target] = [await podIp('default', 'server'), await podIp('open', 'target')]
  const { spec } = await connection.request<{ spec: { clusterIP: string } }>({ path: '/api/v1/namespaces/default/services/server' })
  /** Who reaches the server, by its own address and by that of the Service. */
  const reaching = async (): Promise<string[]> => {
    const ways = ['near', 'far'].flatMap((from) => [server, spec.clusterIP].map((address) => ({ from, address })))
    const answers = await Promise.all(ways.map(async ({ from, address }) => (await sh(from, ask(address))).exitCode === 0))
    return ways.filter((_, index) => answers[index]).map(({ from, address }) => `${from} ${address === server ? 'pod' : 'service'}`)
  }
  const everybody = ['near pod', 'near service', 'far pod', 'far service']
  await expect.poll(reaching).toEqual(everybody)
  expect((await rules()).join(), 'without a policy there is no table').not.toContain('network-policies')

  // From its first instruction on, for a second.
  const eager = `for i in $(seq 20); do { ${ask(target)} && echo through; } & usleep 50000; done; wait; echo tried`
  await apply(pod('unpoliced', here, busybox, eager))
  await awaitPodReady(connection, 'unpoliced', 'default', deadline)
  await apply(policy('deny-all', { policyTypes: ['Ingress', 'Egress'] }))
  await expect.poll(reaching).toEqual([])
  await apply(pod('policed', here, busybox, eager))
  // Ready by its kubelet's probes, which no policy cuts off.
  for (const one of ['policed', 'server']) await awaitPodReady(connection, one, 'default', deadline)
  const log = (one: string): Promise<string> => connection.request({ path: `/api/v1/namespaces/default/pods/${one}/log` })
  expect(await log('unpoliced')).toContain('through')
  expect(await log('policed')).toBe('tried\n')

  const from = [{ podSelector: { matchLabels: { app: 'far' } } }]
  await apply(policy('let-out', { policyTypes: ['Egress'], egress: [{}] }))
  await apply(policy('let-in', { podSelector: { matchLabels: { app: 'server' } }, ingress: [{ from, ports: [{ port: 'web' }] }] }))
  await expect.poll(reaching).toEqual(['far pod', 'far service'])
  await connection.request({
    method: 'PATCH',
    path: '/api/v1/namespaces/default/pods/near',
    contentType: 'application/merge-patch+json',
    body: { metadata: { labels: { app: 'far' } } },
  })
  await expect.poll(reaching).toEqual(everybody)

  for (const one of ['let-in', 'let-out']) await remove(`${policies}/${one}`)
  await expect.poll(reaching).toEqual([])
  await remove(`${policies}/deny-all`)
  await expect.poll(reaching).toEqual(everybody)
  await expect
    .poll(async () => (await rules()).join(), { message: 'and the table goes with the last one' })
    .not.toContain('network-policies')
})

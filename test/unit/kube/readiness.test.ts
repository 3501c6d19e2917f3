import { expect, test } from 'vitest'
import { connectKube, type KubeConnection } from '../../../src/kube/connection.ts'
import { awaitApi, awaitCoreDns, awaitDefaultServiceAccount, awaitNodesReady } from '../../../src/kube/readiness.ts'
import { type Deadline, startDeadline } from '../../../src/support/deadline.ts'
import { holdDeadline } from '../../support/hold-deadline.ts'
import { type KubeServer, sendJson, startKubeServer } from '../../support/kube-server.ts'

/** Lists by path; a watch stays silent, and is told. */
function startApi(lists: Record<string, object[]>, onWatch: () => void): Promise<KubeServer> {
  return startKubeServer((request, response) => {
    const [path = ''] = request.url.split('?')
    if (request.url.includes('watch=true')) return onWatch()
    sendJson(response, { apiVersion: 'v1', kind: `${kindOf(path)}List`, metadata: { resourceVersion: '1' }, items: lists[path] ?? [] })
  })
}

function kindOf(path: string): string {
  const plural = path.split('/').at(-1) ?? ''
  return { nodes: 'Node', pods: 'Pod', deployments: 'Deployment', events: 'Event' }[plural] ?? 'Thing'
}

const node = (name: string, status: string, spec: object = {}): object => ({
  metadata: { name, uid: name },
  spec,
  status: { conditions: [{ type: 'Ready', status, reason: 'Kubelet' }] },
})

async function failureOf(
  lists: Record<string, object[]>,
  wait: (connection: KubeConnection, deadline: Deadline) => Promise<unknown>,
): Promise<string> {
  // What has to be watched is not ready, and will not be.
  const { deadline, spend } = holdDeadline()
  await using server = await startApi(lists, spend)
  await using connection = await connectKube(server.kubeconfig)
  return await wait(connection, deadline).then(
    () => 'nothing',
    (error: unknown) => String(error),
  )
}

test('the API is ready when /readyz says so; until then the failing checks are remembered', async () => {
  const { deadline, spend } = holdDeadline()
  const second = -998
  let asked = 0
  await using server = await startKubeServer((_request, response) => {
    asked += 1
    if (asked === second) spend()
    response.writeHead(asked < 3 ? 500 : 200, { 'content-type': 'text/plain' })
    response.end(asked < 3 ? '[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed' : 'ok')
  })
  await using connection = await connectKube(server.kubeconfig)
  await awaitApi(connection, startDeadline('the test', 20_000))
  expect(asked).toBe(3)
  asked = -1_000
  await expect(awaitApi(connection, deadline)).rejects.toThrow(
    /did not happen before the time was up\n {2}seen {3}\[-\]etcd failed: reason withheld$/,
  )
})

test('nodes are awaited by name; the missing one and the unready one are told apart', async () => {
  const nodes = [node('web-control-plane', 'True'), node('web-worker', 'False'), node('stranger', 'False')]
  expect(await failureOf({ '/api/v1/nodes': nodes }, (kube, deadline) => awaitNodesReady(kube, ['web-control-plane'], deadline))).toBe(
    'nothing',
  )
  const failure = await failureOf({ '/api/v1/nodes': nodes }, (kube, deadline) =>
    awaitNodesReady(kube, ['web-control-plane', 'web-worker', 'web-worker2'], deadline),
  )
  expect(failure).toContain('readiness of nodes web-control-plane, web-worker, web-worker2 did not happen')
  expect(failure).toContain('seen   Node web-worker Ready=False: Kubelet')
  expect(failure).toContain('seen   Node web-worker2 has not registered with the API server')
})

test('a Ready node that Kubernetes still keeps pods from is waited for; what its maker keeps from it is not', async () => {
  const tainted = (key: string): object => node('web-worker', 'True', { taints: [{ key, effect: 'NoSchedule' }] })
  const wait = (kube: KubeConnection, deadline: Deadline): Promise<void> => awaitNodesReady(kube, ['web-worker'], deadline)
  expect(await failureOf({ '/api/v1/nodes': [tainted('node.kubernetes.io/not-ready')] }, wait)).toContain(
    'seen   Node web-worker is tainted node.kubernetes.io/not-ready:NoSchedule',
  )
  expect(await failureOf({ '/api/v1/nodes': [tainted('node-role.kubernetes.io/control-plane')] }, wait)).toBe('nothing')
})

test('CoreDNS that does not come up is explained by its pods and the latest warnings', async () => {
  const coredns = {
    metadata: { name: 'coredns', uid: '1' },
    spec: { replicas: 2, selector: { matchLabels: { 'k8s-app': 'kube-dns' } } },
    status: { replicas: 2, updatedReplicas: 2 },
  }
  const pod = {
    metadata: { name: 'coredns-a' },
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' }] },
  }
  const warnings = ['old', 'new'].map((message, index) => ({
    metadata: { name: message },
    type: 'Warning',
    reason: 'FailedScheduling',
    message,
    count: 3,
    involvedObject: { kind: 'Pod', name: 'coredns-a' },
    lastTimestamp: `2026-11-24T00:00:0${index}Z`,
  }))
  const failure = await failureOf(
    {
      '/apis/apps/v1/namespaces/kube-system/deployments': [coredns],
      '/api/v1/namespaces/kube-system/pods': [pod],
      '/api/v1/namespaces/kube-system/events': warnings.toReversed(),
    },
    awaitCoreDns,
  )
  expect(failure).toContain(`the rollout of Deployment kube-system/coredns did not happen before the time was up
  seen   Deployment coredns has 0 of 2 replicas Ready
  seen   Pod coredns-a: Pending; not scheduled: 0/1 nodes are available
  seen   warning FailedScheduling on Pod coredns-a: new (3 times)
  seen   warning FailedScheduling on Pod coredns-a: old (3 times)`)
})

test('a ServiceAccount that is not made points to the controller manager', async () => {
  expect(await failureOf({}, (kube, deadline) => awaitDefaultServiceAccount(kube, 'shop', deadline))).toContain(
    'the controller manager has not made it',
  )
})

// What an API server says of a cluster that was away: everything of before, until kubelets report.
import { expect, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { type Absence, awaitUsableAgain } from '../../../src/kube/usable.ts'
import { holdDeadline } from '../../support/hold-deadline.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const endedAtMs = Date.parse('2026-01-02T03:04:05.500Z')
const before = '2026-01-02T03:00:00Z'
const after = '2026-01-02T03:04:06Z'

const lease = (renewTime: string): object => ({ metadata: { name: 'web-worker', uid: 'lease' }, spec: { renewTime } })
const pod = (startedAt: string, { node = 'web-worker', owner = 'DaemonSet' } = {}): object => ({
  metadata: { name: 'kube-proxy', uid: 'pod', ownerReferences: [{ kind: owner }] },
  spec: { nodeName: node },
  status: { conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ state: { running: { startedAt } } }] },
})

const node = (lastHeartbeatTime: string): object => ({
  metadata: { name: 'web-worker', uid: 'node' },
  status: { conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime }] },
})

async function failureOf({
  leases,
  nodes = [],
  pods = [],
  restarted = ['web-worker'],
}: {
  leases: object[]
  nodes?: object[]
  pods?: object[]
  restarted?: Absence['restarted']
}): Promise<string> {
  const lists: Record<string, [string, object[]]> = {
    '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases': ['Lease', leases],
    '/api/v1/nodes': ['Node', nodes],
    '/api/v1/namespaces/kube-system/pods': ['Pod', pods],
    '/api/v1/namespaces/default/serviceaccounts': ['ServiceAccount', [{ metadata: { name: 'default', uid: 'account' } }]],
  }
  const { deadline, spend } = holdDeadline()
  const watched = new Set<string>()
  await using server = await startKubeServer((request, response) => {
    if (request.url.startsWith('/readyz')) return void response.end('ok')
    const [path = ''] = request.url.split('?')
    if (request.url.includes('watch=true')) {
      watched.add(path)
      // Leases and nodes are judged together, when both are known: the first of them may be watched for a moment.
      return path.endsWith('/pods') || watched.size > 1 ? spend() : undefined
    }
    const [kind, items] = lists[path]!
    sendJson(response, { apiVersion: 'v1', kind: `${kind}List`, metadata: { resourceVersion: '1' }, items })
  })
  await using connection = await connectKube(server.kubeconfig)
  const again = awaitUsableAgain(connection, { names: ['web-worker'], network: false }, { endedAtMs, restarted }, deadline)
  return await again.then(() => 'nothing', String)
}

test('a node counts when its kubelet has reported since', async () => {
  expect(await failureOf({ leases: [lease(before)] })).toContain('seen   the kubelet of web-worker has not reported since')
  expect(await failureOf({ leases: [] })).toContain('seen   the kubelet of web-worker has not reported since')
  expect(await failureOf({ leases: [lease(after)] })).toBe('nothing')
})

test('by its lease or by its conditions, whichever comes first', async () => {
  expect(await failureOf({ leases: [lease(before)], nodes: [node(after)] })).toBe('nothing')
  expect(await failureOf({ leases: [], nodes: [node('2026-01-02T03:04:05Z')] }), 'it may have been before the end').toContain(
    'has not reported since',
  )
})

test('a pod of the system that is called Ready counts when it has started since', async () => {
  expect(await failureOf({ leases: [lease(after)], pods: [pod(before)] })).toContain('seen   Pod kube-proxy has not started again')
  expect(await failureOf({ leases: [lease(after)], pods: [pod(after)] })).toBe('nothing')
  expect(await failureOf({ leases: [lease(after)], pods: [pod('2026-01-02T03:04:05Z')] }), 'a start in the same second').toBe('nothing')
})

test("pods of nodes that were not away, or only frozen, need not start; nor need pods that are not the system's", async () => {
  expect(await failureOf({ leases: [lease(after)], pods: [pod(before, { node: 'web-control-plane' })] })).toBe('nothing')
  expect(await failureOf({ leases: [lease(after)], pods: [pod(before)], restarted: [] })).toBe('nothing')
  expect(await failureOf({ leases: [lease(after)], pods: [pod(before, { owner: 'ReplicaSet' })] })).toBe('nothing')
})

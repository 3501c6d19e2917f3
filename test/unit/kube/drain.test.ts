import { expect, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { evictPods, setSchedulable, uncordonDisturbed } from '../../../src/kube/drain.ts'
import { startDeadline } from '../../../src/support/deadline.ts'
import { holdDeadline } from '../../support/hold-deadline.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const pod = (name: string, owner: string, phase = 'Running') => ({
  metadata: { name, namespace: 'shop', uid: name, ownerReferences: [{ kind: owner }] },
  status: { phase },
})
const pods = [pod('web', 'ReplicaSet'), pod('proxy', 'DaemonSet'), pod('etcd', 'Node'), pod('done', 'Job', 'Succeeded')]
const list = (items: readonly object[]) => ({ apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '1' }, items })
const evictions = (requests: readonly string[]) => requests.filter((request) => request.startsWith('POST'))

test('evicts what a controller would make again elsewhere, asks again while a budget forbids it, and waits until it is gone', async () => {
  let refusals = 1
  let isGone = false
  await using server = await startKubeServer((request, response) => {
    if (request.method !== 'POST') return sendJson(response, list(isGone ? pods.slice(1) : pods))
    if (refusals-- > 0)
      return sendJson(response, { kind: 'Status', message: 'Cannot evict pod: the budget web needs 1', reason: 'TooManyRequests' }, 429)
    isGone = true
    return sendJson(response, { kind: 'Status' }, 201)
  })
  await using connection = await connectKube(server.kubeconfig)
  await evictPods(connection, 'web-worker', startDeadline('timeout', 20_000))
  const eviction = 'POST /api/v1/namespaces/shop/pods/web/eviction'
  expect(evictions(server.requests)).toEqual([eviction, eviction])
})

test('a budget that never allows it is named when the time is up', async () => {
  const { deadline, spend } = holdDeadline()
  let refusals = 0
  await using server = await startKubeServer((request, response) => {
    if (request.method !== 'POST') return sendJson(response, list(pods))
    if (++refusals === 2) return spend()
    sendJson(response, { kind: 'Status', message: 'Cannot evict pod: the budget web needs 1', reason: 'TooManyRequests' }, 429)
  })
  await using connection = await connectKube(server.kubeconfig)
  await expect(evictPods(connection, 'web-worker', deadline)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_TIMED_OUT: the eviction of Pod shop/web did not happen before the time was up
      seen   Pod shop/web: Cannot evict pod: the budget web needs 1]
  `)
})

test('a pod that is gone already is no failure', async () => {
  let isGone = false
  await using server = await startKubeServer((request, response) => {
    if (request.method !== 'POST') return sendJson(response, list(isGone ? [] : pods))
    isGone = true
    return sendJson(response, { kind: 'Status', reason: 'NotFound' }, 404)
  })
  await using connection = await connectKube(server.kubeconfig)
  await evictPods(connection, 'web-worker', startDeadline('timeout', 20_000))
})

test('a cordon of ours can be told from one that is to stay, and leaves nothing when it ends', async () => {
  const bodies: string[] = []
  await using server = await startKubeServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    bodies.push(`${request.method} ${body}`)
    sendJson(response, {})
  })
  await using connection = await connectKube(server.kubeconfig)
  const { signal } = new AbortController()
  await setSchedulable(connection, 'web-worker', false, signal)
  await setSchedulable(connection, 'web-worker', true, signal)
  expect(bodies).toEqual([
    'PATCH {"metadata":{"annotations":{"vitest-kind/cordoned":"true"}},"spec":{"unschedulable":true}}',
    'PATCH {"metadata":{"annotations":{"vitest-kind/cordoned":null}},"spec":{"unschedulable":null}}',
  ])
})

test('only cordons of ours are ended', async () => {
  const node = (name: string, annotations = {}) => ({ metadata: { name, annotations } })
  const nodes = { apiVersion: 'v1', kind: 'NodeList', metadata: {}, items: [node('a', { 'vitest-kind/cordoned': 'true' }), node('b')] }
  await using server = await startKubeServer((_request, response) => sendJson(response, nodes))
  await using connection = await connectKube(server.kubeconfig)
  await uncordonDisturbed(connection, new AbortController().signal)
  expect(server.requests).toEqual(['GET /api/v1/nodes', 'PATCH /api/v1/nodes/a'])
})

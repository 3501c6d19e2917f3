// What goes into an export of logs: events as lines, objects as YAML.
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { readEventLog } from '../../../src/kube/event-log.ts'
import { listAllObjects } from '../../../src/kube/list-all.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const { signal } = new AbortController()

test('events are lines, oldest first, whichever of the two ways they tell their time', async () => {
  const items = [
    {
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting\nthe container\n',
      count: 3,
      metadata: { name: 'b' },
      lastTimestamp: '2026-01-02T00:00:02Z',
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web' },
    },
    {
      type: 'Normal',
      reason: 'NodeReady',
      message: 'ready',
      metadata: { name: 'a' },
      lastTimestamp: null,
      eventTime: '2026-01-02T00:00:01.123456Z',
      involvedObject: { kind: 'Node', name: 'web-worker' },
    },
  ]
  await using server = await startKubeServer((_request, response) =>
    sendJson(response, { kind: 'EventList', apiVersion: 'v1', metadata: {}, items }),
  )
  await using connection = await connectKube(server.kubeconfig)
  expect(await readEventLog(connection, signal)).toMatchInlineSnapshot(`
    "2026-01-02T00:00:01Z Normal  NodeReady                Node web-worker: ready
    2026-01-02T00:00:02Z Warning BackOff                  Pod shop/web: Back-off restarting the container (3 times)
    "
  `)
})

test('objects are those of `kubectl get all` and what they stand on, never Secrets; an API that does not answer is named', async () => {
  const lists: Record<string, object> = {
    '/apis': { groups: [{ preferredVersion: { groupVersion: 'apps/v1' } }, { preferredVersion: { groupVersion: 'metrics.k8s.io/v1' } }] },
    '/api/v1': {
      resources: [
        { name: 'pods', verbs: ['list'], categories: ['all'] },
        { name: 'pods/log', verbs: ['get'] },
        { name: 'nodes', verbs: ['list'] },
        { name: 'secrets', verbs: ['list'] },
      ],
    },
    '/apis/apps/v1': {
      resources: [
        { name: 'deployments', verbs: ['list'], categories: ['all'] },
        { name: 'controllerrevisions', verbs: ['list'] },
      ],
    },
    '/api/v1/pods': {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: {},
      items: [{ metadata: { name: 'web-1', managedFields: [{ manager: 'kubelet' }] } }],
    },
    '/api/v1/nodes': { kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: [{ metadata: { name: 'web-worker' } }] },
    '/apis/apps/v1/deployments': { kind: 'DeploymentList', apiVersion: 'apps/v1', metadata: {}, items: [{ metadata: { name: 'web' } }] },
  }
  await using server = await startKubeServer((request, response) => {
    const found = lists[request.url]
    if (found) sendJson(response, found)
    else response.writeHead(503).end()
  })
  await using connection = await connectKube(server.kubeconfig)
  const yaml = await listAllObjects(connection, signal)
  expect(yaml).toMatch(/^# not answered: \/apis\/metrics\.k8s\.io\/v1\n/)
  expect(parse(yaml)).toEqual({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1' } },
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'web-worker' } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
    ],
  })
})

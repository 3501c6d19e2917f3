import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { readIngress, setIngress } from '../../../../src/kube/verdicts/load-balancer-status.ts'
import type { KubeObject } from '../../../../src/kube/object.ts'
import { judgeObject } from '../../../../src/kube/verdicts/verdicts.ts'
import { sendJson, startKubeServer } from '../../../support/kube-server.ts'

const service = (type: string, ingress?: object[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { type },
  status: { loadBalancer: ingress ? { ingress } : {} },
})

test('a Service waits for its address only when its type promises one', () => {
  expect(judgeObject(service('ClusterIP'))).toMatchObject({ ready: true, why: 'Service web is ready' })
  expect(judgeObject(service('LoadBalancer'))).toMatchObject({ ready: false, why: 'Service web has no address from its load balancer' })
  expect(judgeObject(service('LoadBalancer', [{ ip: '172.18.0.9' }])).ready).toBe(true)
})

test('what the status tells is read as it stands there, nothing where it tells nothing', () => {
  const told = [{ ip: '172.18.0.9' }, { hostname: 'lb.example.com' }]
  expect([undefined, [], told].map((ingress) => readIngress(service('LoadBalancer', ingress)))).toEqual([[], [], told])
})

test('the address goes into the status alone', async () => {
  const bodies: string[] = []
  await using server = await startKubeServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    bodies.push(body)
    sendJson(response, {})
  })
  await using connection = await connectKube(server.kubeconfig)
  await setIngress(connection, service('LoadBalancer'), [{ ip: '172.18.0.9', ipMode: 'VIP' }], new AbortController().signal)
  expect(server.requests).toEqual(['PATCH /api/v1/namespaces/shop/services/web/status'])
  expect(bodies).toEqual(['{"status":{"loadBalancer":{"ingress":[{"ip":"172.18.0.9","ipMode":"VIP"}]}}}'])
})

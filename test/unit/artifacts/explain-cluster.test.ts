import { expect, test } from 'vitest'
import { explainCluster } from '../../../src/artifacts/explain-cluster.ts'
import { connectKube } from '../../../src/kube/connection.ts'
import { type Held, startObjectServer } from '../../support/object-server.ts'

const nowMs = Date.parse('2026-11-29T20:10:00Z')
const object = (kind: string, name: string, rest: object = {}, apiVersion = 'v1'): Held => ({
  apiVersion,
  kind,
  metadata: { name },
  ...rest,
})
const node = (status = 'True'): Held =>
  object('Node', 'web-worker', {
    status: { conditions: [{ type: 'Ready', status, reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }] },
  })
const namespace = object('Namespace', 'default')
const crashing = object('Pod', 'web-1', {
  metadata: { name: 'web-1', labels: { app: 'web' } },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'web', restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: {} }],
  },
})
const deployment = object(
  'Deployment',
  'web',
  { spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } }, status: { replicas: 1, updatedReplicas: 1, readyReplicas: 0 } },
  'apps/v1',
)
const event = (name: string, at: string, message: string, type = 'Warning'): Held =>
  object('Event', name, { type, reason: 'Unhealthy', message, lastTimestamp: at, involvedObject: { kind: 'Pod', name: 'db' } })

async function explain(objects: readonly Held[], only?: string) {
  await using held = await startObjectServer(...objects)
  await using connection = await connectKube(held.server.kubeconfig)
  return await explainCluster(connection, { namespace: only, nowMs, signal: AbortSignal.timeout(50_000) })
}

test('where all is well, nothing is said', async () => {
  expect(await explain([node(), namespace])).toEqual({ lines: [], namespaces: [], lately: [], problems: [] })
})

test('what is not ready is told by its namespace, then why; nodes for the whole', async () => {
  const found = await explain([node('Unknown'), namespace, deployment, crashing])
  expect(found).toMatchInlineSnapshot(`
    {
      "lately": [],
      "lines": [
        "Node web-worker Ready=Unknown: NodeStatusUnknown: Kubelet stopped posting node status.",
      ],
      "namespaces": [
        {
          "lines": [
            "Pod web-1 is Running; container web is waiting: CrashLoopBackOff, 2 restarts",
            "Deployment web has 0 of 1 replicas Ready",
          ],
          "name": "default",
        },
      ],
      "problems": [],
    }
  `)
})

test('a Job at work is no trouble, one that failed is', async () => {
  const job = object('Job', 'seed', {}, 'batch/v1')
  const failed = { status: { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] } }
  expect((await explain([node(), namespace, job])).namespaces).toEqual([])
  expect((await explain([node(), namespace, { ...job, ...failed }])).namespaces).toMatchObject([
    { lines: [expect.stringContaining('Job seed')] },
  ])
})

test('warnings of the last ten minutes are told where nothing else is, without what is secret in them', async () => {
  const { lately, namespaces } = await explain([
    node(),
    namespace,
    event('old', '2026-11-29T19:59:00Z', 'long ago'),
    event('new', '2026-11-29T20:09:00Z', 'probe failed: Authorization: Bearer abcdefgh12345678'),
    event('normal', '2026-11-29T20:09:00Z', 'fine', 'Normal'),
  ])
  expect(namespaces).toEqual([])
  expect(lately).toEqual(['warning Unhealthy on Pod db: probe failed: Authorization: Bearer [redacted]'])
})

test('a namespace that does not go, and one that is not there', async () => {
  const stuck = object('Namespace', 'shop', {
    metadata: { name: 'shop', deletionTimestamp: '2026-11-29T20:09:00Z', finalizers: ['example.com/hold'] },
  })
  expect((await explain([node(), namespace, stuck])).lines).toEqual([
    'Namespace shop is still there, deleted at 2026-11-29T20:09:00Z; held by finalizer example.com/hold',
  ])
  expect((await explain([node(), namespace, object('Namespace', 'shop')], 'shpo')).lines).toEqual([
    'there is no namespace "shpo"; did you mean "shop"?',
  ])
})

test('one that answers nothing is said so by whoever asked', async () => {
  await using held = await startObjectServer(node())
  await using connection = await connectKube(held.server.kubeconfig)
  held.silence(true)
  await expect(explainCluster(connection, { nowMs, signal: AbortSignal.timeout(50) })).rejects.toThrow('GET /version')
})

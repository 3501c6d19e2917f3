import { expect, onTestFinished, test } from 'vitest'
import { watchCluster, type ClusterWatcher } from '../../../src/artifacts/watch/watch-cluster.ts'
import { connectKube } from '../../../src/kube/connection.ts'
import { type Held, startObjectServer } from '../../support/object-server.ts'

const node = (ready: string): Held => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'web-worker' },
  status: {
    conditions: [{ type: 'Ready', status: ready, reason: 'Kubelet', message: 'said so', lastTransitionTime: new Date().toISOString() }],
  },
})
const pod = (name: string, phase = 'Pending'): Held => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', creationTimestamp: new Date().toISOString() },
  status: { phase },
})
const event = (name: string, message: string, count = 1): Held => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name, namespace: 'shop' },
  type: 'Warning',
  reason: 'BackOff',
  message,
  count,
  lastTimestamp: new Date().toISOString(),
  involvedObject: { kind: 'Pod', name: 'web', namespace: 'shop' },
})

const eventually = <T>(read: () => T) => expect.poll(read)

async function watch(...objects: readonly Held[]) {
  const held = await startObjectServer(...objects)
  const connection = await connectKube(held.server.kubeconfig)
  const watcher = watchCluster(connection, { sinceMs: Date.now() - 60_000, readsSecrets: true })
  onTestFinished(async () => {
    watcher.stop()
    await connection.close()
    await held[Symbol.asyncDispose]()
  })
  return { held, watcher }
}

const names = (watcher: ClusterWatcher): string[] =>
  watcher.read().pods.map(({ name, phases, goneAtMs }) => `${name} ${phases.at(-1)?.phase}${goneAtMs === undefined ? '' : ' gone'}`)

test('what becomes of pods, events and nodes is noted as it comes, also across what the API server forgets', async () => {
  const { held, watcher } = await watch(pod('web'), pod('job'), node('True'))
  await eventually(() => names(watcher)).toEqual(['web Pending', 'job Pending'])
  // Only what has been listed can change.
  await eventually(() => held.server.requests.some((one) => /nodes\?.*watch=true/.test(one))).toBe(true)
  held.put(pod('web', 'Running'), event('e1', 'back-off'), node('Unknown'))
  held.remove(pod('job'))
  // What changes between a list and its watch, this server forgets: an expired watch lists again.
  await eventually(() => (held.expire(), names(watcher))).toEqual(['web Running', 'job Pending gone'])
  held.put(event('e1', 'back-off', 3))
  await eventually(() => (held.expire(), watcher.read().events)).toMatchObject([
    { object: 'Pod/web', namespace: 'shop', reason: 'BackOff', count: 3, type: 'Warning' },
  ])
  await eventually(() => (held.expire(), watcher.read().nodeChanges)).toMatchObject([
    { node: 'web-worker', condition: 'Ready', status: 'Unknown' },
  ])
  expect(watcher.read().gaps).toEqual([])
})

test("a token in an event's message is not kept, nor is a program's whole output", async () => {
  const { watcher } = await watch(event('e1', `Readiness probe failed: Authorization: Bearer abcdefgh12345678 ${'x'.repeat(10_000)}`))
  await eventually(() => watcher.read().events.length).toBe(1)
  const [{ message } = { message: '' }] = watcher.read().events
  expect(message).toContain('[redacted]')
  expect(message).not.toContain('abcdefgh12345678')
  expect(message.length).toBeLessThan(600)
})

test('what happened before the run is left out', async () => {
  const { watcher } = await watch({ ...event('old', 'long ago'), lastTimestamp: '2020-01-01T00:00:00Z' }, event('new', 'now'))
  await eventually(() => watcher.read().events.map(({ message }) => message)).toEqual(['now'])
})

test('nor is what a Secret holds, also when it has gone before the page is made', async () => {
  const secret: Held = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace: 'shop' },
    data: { word: Buffer.from('correct horse').toString('base64') },
  }
  const { held, watcher } = await watch(secret)
  await eventually(() => watcher.read().redact('say correct horse')).toBe('say [redacted]')
  held.remove(secret)
  held.put(event('e1', 'Readiness probe failed: correct horse'))
  await eventually(() => (held.expire(), watcher.read().events.map(({ message }) => message))).toEqual([
    'Readiness probe failed: [redacted]',
  ])
})

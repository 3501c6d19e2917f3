// Who may disturb a cluster, told by a real broker to real connections; the engine is one that says what it is told to.
import { expect, test as base } from 'vitest'
import { readEnvironment } from '../../../../src/config/env.ts'
import { kindLabels, ownLabels } from '../../../../src/plan/labels.ts'
import type { Fault } from '../../../../src/verbs/faults/fault.ts'
import { openFaultSession } from '../../../../src/verbs/faults/fault-session.ts'
import { startBroker } from '../../../../src/vitest/main/broker.ts'
import { createFaultDesk } from '../../../../src/vitest/main/fault-desk.ts'
import { connectMainProcess, type MainProcess } from '../../../../src/vitest/request.ts'
import { type FakeEngine, type Reply, startFakeEngine } from '../../../support/fake-engine.ts'

const container = (name: string, labels: Record<string, string> = { [ownLabels.spec]: '{"networking":{}}' }) => ({
  Id: `id-${name}`,
  Names: [`/${name}`],
  State: 'running',
  Created: 1,
  Image: 'node',
  Ports: [],
  NetworkSettings: {},
  Labels: { [kindLabels.cluster]: 'web', [kindLabels.role]: 'worker', ...labels },
})
const limit = { owner: 'timeout', budgetMs: 5_000 }
const silence: Reply = () => undefined

interface Desk {
  readonly fake: FakeEngine
  connect(): Promise<MainProcess>
  end(): Promise<void>
}

const test = base.extend('openDesk', async ({}, { onCleanup }) => {
  const stack = new AsyncDisposableStack()
  onCleanup(() => stack.disposeAsync())
  return async (replies: Readonly<Record<string, readonly Reply[]>> = {}): Promise<Desk> => {
    const fake = stack.use(
      await startFakeEngine({
        'GET /containers/json': [{ body: [container('web-worker')] }],
        'POST /containers/id-web-worker/pause': [{ status: 204 }],
        ...replies,
      }),
    )
    const environment = readEnvironment({ DOCKER_HOST: fake.address })
    const desk = createFaultDesk(async (cluster) => openFaultSession(cluster, { environment }))
    const broker = await startBroker(desk.handlers)
    stack.defer(() => broker.close())
    return {
      fake,
      end: desk.end,
      async connect() {
        const main = await connectMainProcess(broker.address)
        stack.defer(() => main.close())
        return main
      },
    }
  }
})

function inflict(main: MainProcess, fault: Fault = { do: 'pause' }): Promise<void> {
  return main.call('inflict', { cluster: 'web', node: 'web-worker', test: 'a test', fault, limit })
}

test('a fault is refused while another file uses the cluster, by its name, and done when that has left', async ({ openDesk }) => {
  const { connect, fake } = await openDesk()
  const [mine, other] = [await connect(), await connect()]
  await mine.call('use', { cluster: 'web', file: 'mine.test.ts' })
  await other.call('use', { cluster: 'web', file: 'other.test.ts' })
  await expect(inflict(mine)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_FAULT_REFUSED: pause of web-worker is refused (a test): cluster "web" is used by others at the moment
      seen   other.test.ts
      do     give this file a cluster of its own: kindCluster({ … }, { isolated: true })]
  `)
  expect(fake.asked).toEqual([])
  await other.call('leave', {})
  await inflict(mine)
  expect(fake.asked).toContain('POST /containers/id-web-worker/pause')
})

test('who wants to use a cluster that is disturbed waits until that is undone', async ({ openDesk }) => {
  const { connect } = await openDesk({ 'GET /info': [{ status: 500, body: { message: 'no' } }] })
  const [mine, other] = [await connect(), await connect()]
  await inflict(mine)
  let isIn = false
  const waiting = other.call('use', { cluster: 'web', file: 'other.test.ts' }).then(() => (isIn = true))
  await other.call('leave', {})
  expect(isIn).toBe(false)
  // That the engine fails meanwhile is told to the one who disturbed it; the other is let in.
  await expect(mine.call('undoFaults', {})).rejects.toThrow('KIND_FAULT_FAILED')
  await expect(waiting).resolves.toBe(true)
})

test('what cannot be undone is told, with what to do about it', async ({ openDesk }) => {
  const { connect } = await openDesk({
    'GET /containers/json': [{ body: [container('web-worker')] }, { body: [{ ...container('web-worker'), State: 'paused' }] }],
    'GET /info': [{ body: { SystemTime: '2026-01-01T00:00:00Z' } }],
    'POST /containers/id-web-worker/unpause': [{ status: 500, body: { message: 'thaw failed' } }],
  })
  const mine = await connect()
  await inflict(mine)
  await expect(mine.call('undoFaults', {})).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_FAULT_FAILED: what a test did to cluster "web" could not be undone
      seen   container web-worker could not be unpaused
      seen   thaw failed
      do     npx vitest-kind delete cluster --name web; the next run makes it anew]
  `)
})

test('when a test process dies, what it did is undone without being asked', async ({ openDesk }) => {
  const undone = Promise.withResolvers<void>()
  const { connect } = await openDesk({
    'GET /info': [{ body: { SystemTime: '2026-01-01T00:00:00Z' } }],
    'GET /containers/json': [{ body: [container('web-worker')] }, { body: [{ ...container('web-worker'), State: 'paused' }] }],
    'POST /containers/id-web-worker/unpause': [(_request, response) => void (undone.resolve(), response.writeHead(204).end())],
  })
  const mine = await connect()
  await inflict(mine)
  mine.close()
  await undone.promise
})

test('a test that ends takes what is under way with it', async ({ openDesk }) => {
  const { connect, fake } = await openDesk({
    'POST /containers/id-web-worker/stop': [silence],
    'GET /info': [{ body: { SystemTime: '2026-01-01T00:00:00Z' } }],
    'POST /containers/id-web-worker/start': [{ status: 500, body: { message: 'no' } }],
  })
  const mine = await connect()
  const stopping = inflict(mine, { do: 'stop' })
  stopping.catch(() => undefined)
  await expect.poll(() => fake.asked).toContain('POST /containers/id-web-worker/stop?t=30')
  await expect(mine.call('undoFaults', {})).rejects.toThrow('KIND_FAULT_FAILED')
  await expect(stopping).rejects.toThrow('KIND_CANCELLED')
  expect(fake.asked).toContain('POST /containers/id-web-worker/start')
})

test('a cluster that kind made, and one that is not on the engine, are refused', async ({ openDesk }) => {
  const { connect, fake } = await openDesk({ 'GET /containers/json': [{ body: [container('web-worker', {})] }, { body: [] }] })
  const mine = await connect()
  await expect(inflict(mine)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_FAULT_REFUSED: pause of web-worker is refused: cluster "web" was not made by vitest-kind
      do     do it to a cluster of this run: kindCluster({ … })]
  `)
  await expect(inflict(mine)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_FAULT_REFUSED: pause of web-worker is refused: cluster "web" has no container on this engine
      do     do it to a cluster of this run: kindCluster({ … })]
  `)
  expect(fake.asked.filter((asked) => asked.startsWith('POST'))).toEqual([])
})

test('a node that is not there, and a fault that nobody knows: a clear error, and nothing is done', async ({ openDesk }) => {
  const { connect, fake } = await openDesk()
  const mine = await connect()
  const place = { cluster: 'web', node: 'web-worker2', test: 'a test', limit }
  await expect(mine.call('inflict', { ...place, fault: { do: 'pause' } })).rejects.toThrow('KIND_CLUSTER_UNKNOWN')
  expect(fake.asked.filter((asked) => asked.startsWith('POST'))).toEqual([])
})

test('what cannot be meant is told before anything is done', async ({ openDesk }) => {
  const { connect, fake } = await openDesk()
  const mine = await connect()
  const faults: Fault[] = [
    { do: 'partition', from: [] },
    { do: 'partition', from: ['web-worker'] },
    { do: 'partition', from: ['db-worker'] },
    { do: 'delay', ms: -1 },
    { do: 'delay', ms: Number.NaN },
    { do: 'fillDisk' },
    { do: 'fillDisk', bytes: 1, leave: 1 },
    { do: 'fillDisk', bytes: 'much' },
    { do: 'silence', ms: 0 },
  ]
  const told = await Promise.all(faults.map((fault) => inflict(mine, fault).catch((error: Error) => error.message.split('\n')[0])))
  expect(told).toMatchInlineSnapshot(`
    [
      "KIND_CONFIG_INVALID: partition of web-worker: there is no other node",
      "KIND_CONFIG_INVALID: partition of web-worker: a node cannot be cut off from itself",
      "KIND_CONFIG_INVALID: partition of web-worker: the cluster has no node db-worker",
      "KIND_CONFIG_INVALID: the delay of web-worker, -1 ms, is no time",
      "KIND_CONFIG_INVALID: the delay of web-worker, null ms, is no time",
      "KIND_CONFIG_INVALID: fillDisk of web-worker takes how much to write or how much to leave, one of both, in bytes or as '2Gi'",
      "KIND_CONFIG_INVALID: fillDisk of web-worker takes how much to write or how much to leave, one of both, in bytes or as '2Gi'",
      "KIND_CONFIG_INVALID: fillDisk of web-worker takes how much to write or how much to leave, one of both, in bytes or as '2Gi'",
      "KIND_CONFIG_INVALID: a silence of 0 ms is no time",
    ]
  `)
  expect(fake.asked.filter((asked) => asked.startsWith('POST'))).toEqual([])
})

import { expect, test } from 'vitest'
import { assembleRecord } from '../../../src/artifacts/assemble-record.ts'
import type { AttemptReport, EventRecord, NodeChange, PodRecord } from '../../../src/artifacts/run-record.ts'

const cluster = { name: 'web', kubernetesVersion: 'v1.37.2', adopted: false, nodes: ['web-control-plane'], versions: {} }
const pod = (uid: string, rest: Partial<PodRecord> = {}): PodRecord => ({
  uid,
  namespace: 'shop-1',
  name: uid,
  createdAtMs: 5,
  phases: [],
  containers: [],
  ...rest,
})
const event = (namespace: string, message: string, atMs = 5): EventRecord => ({
  atMs,
  type: 'Warning',
  reason: 'BackOff',
  object: 'Pod/web',
  namespace,
  message,
  count: 1,
})
const change = (atMs: number): NodeChange => ({
  node: 'web-control-plane',
  atMs,
  condition: 'Ready',
  status: 'Unknown',
  reason: 'Lost',
  message: '',
})
const test1 = { id: 't1', name: 'rolls out', file: 'web.test.ts', state: 'failed', startedAtMs: 3, endedAtMs: 20 } as const

function report(number: number, parts: Partial<AttemptReport> = {}): AttemptReport {
  const attempt = {
    startedAtMs: number * 10,
    endedAtMs: number * 10 + 5,
    state: 'failed',
    namespace: `shop-${number}`,
    summary: [`of ${number}`],
  } as const
  return { cluster: 'web', test: 't1', attempt, pods: [], events: [], nodeChanges: [], gaps: [], ...parts }
}

test('attempts come to their test in their order; what was watched and what was reported is one', () => {
  const record = assembleRecord({
    cluster,
    startedAtMs: 0,
    endedAtMs: 100,
    boot: [{ action: 'adopt', startedAtMs: 0, endedAtMs: 1, state: 'finished' }],
    tests: [{ ...test1, id: 't2', name: 'later', startedAtMs: 30 }, test1],
    reports: [
      report(2, { gaps: ['log of web: gone'] }),
      report(1, { pods: [pod('a'), pod('b')], events: [event('shop-1', '[redacted]')], nodeChanges: [change(6_000)] }),
    ],
    watched: {
      pods: [pod('a', { goneAtMs: 9 }), pod('c')],
      events: [event('shop-1', 'hunter2'), event('shop-2', 'later', 7), event('kube-system', 'first', 1)],
      nodeChanges: [change(6_400)],
      gaps: ['log of web: gone'],
      redact: (text) => text,
    },
  })
  expect(record.tests.map(({ id, attempts }) => [id, ...attempts.flatMap(({ summary }) => summary)])).toEqual([
    ['t1', 'of 1', 'of 2'],
    ['t2'],
  ])
  expect(
    record.pods.map(({ uid, goneAtMs }) => `${uid} ${goneAtMs}`),
    'who watched has seen its end',
  ).toEqual(['a 9', 'b undefined', 'c undefined'])
  expect(
    record.events.map(({ message }) => message),
    'who reported knows what is secret there',
  ).toEqual(['first', '[redacted]', 'later'])
  expect(record.nodeChanges, 'seen by both').toEqual([change(6_400)])
  expect(record.gaps).toEqual(['log of web: gone'])
})

test('an event that was watched and reported happened when it was seen', () => {
  const parts = { cluster, startedAtMs: 0, endedAtMs: 9_000, boot: [], tests: [test1] }
  const watched = {
    pods: [],
    events: [event('shop-1', 'hunter2', 1_400), event('shop-2', 'x', 1_200)],
    nodeChanges: [],
    gaps: [],
    redact: (text: string) => text,
  }
  const times = (reported: EventRecord): number[] =>
    assembleRecord({ ...parts, watched, reports: [report(1, { events: [reported] })] }).events.map(({ atMs }) => atMs)
  expect(times(event('shop-1', '[redacted]', 1_000))).toEqual([1_200, 1_400])
  expect(times(event('shop-1', 'another one', 5_000))).toEqual([1_200, 5_000])
})

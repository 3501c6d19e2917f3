import { expect, test } from 'vitest'
import { moment } from '../../../src/artifacts/watch/moment.ts'
import { notePod } from '../../../src/artifacts/watch/note-pod.ts'
import type { PodRecord } from '../../../src/artifacts/run-record.ts'
import type { KubeObject } from '../../../src/kube/object.ts'

const at = (second: number): string => `2026-11-29T20:00:${String(second).padStart(2, '0')}Z`
const ms = (second: number): number => Date.parse('2026-11-29T20:00:00Z') + second * 1_000

function pod(status: object, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'shop', uid: 'u1', creationTimestamp: at(1), ...metadata },
    spec: { nodeName: 'web-worker' },
    status,
  }
}

function seen(...looks: readonly (readonly [second: number, pod: KubeObject, change?: 'gone'])[]): PodRecord {
  let record: PodRecord | undefined
  for (const [second, object, change = 'there'] of looks) record = notePod(record, object, change, ms(second))
  return record!
}

test('a pod that is watched: what it was in to the millisecond, each run of a container once, with its end', () => {
  const one = { startedAt: at(3), containerID: 'containerd://1' }
  const ended = { ...one, finishedAt: at(4), exitCode: 3, reason: 'Error' }
  const second = { startedAt: at(6) }
  const ready = [{ type: 'Ready', status: 'True', lastTransitionTime: at(8) }]
  const record = seen(
    [1.2, pod({ phase: 'Pending' })],
    [3.5, pod({ phase: 'Running', containerStatuses: [{ name: 'web', containerID: 'containerd://1', state: { running: one } }] })],
    [4.1, pod({ phase: 'Running', containerStatuses: [{ name: 'web', containerID: 'containerd://1', state: { terminated: ended } }] })],
    [
      4.2,
      pod({
        phase: 'Running',
        containerStatuses: [
          {
            name: 'web',
            containerID: 'containerd://1',
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: ended },
          },
        ],
      }),
    ],
    [
      6.3,
      pod({
        phase: 'Running',
        containerStatuses: [{ name: 'web', containerID: 'containerd://2', state: { running: second }, lastState: { terminated: ended } }],
      }),
    ],
    [
      8.4,
      pod({
        phase: 'Running',
        conditions: ready,
        containerStatuses: [{ name: 'web', containerID: 'containerd://2', state: { running: second } }],
      }),
    ],
    [9.5, pod({ phase: 'Running', conditions: ready }, { deletionTimestamp: at(39), deletionGracePeriodSeconds: 30 })],
    [10.7, pod({ phase: 'Running' }, { deletionTimestamp: at(39) }), 'gone'],
  )
  const { phases, containers, ...rest } = record
  expect(rest).toEqual({
    uid: 'u1',
    namespace: 'shop',
    name: 'web-1',
    node: 'web-worker',
    createdAtMs: ms(1.2),
    readyAtMs: ms(8.4),
    deletedAtMs: ms(9.5),
    goneAtMs: ms(10.7),
  })
  expect(phases).toEqual([
    { phase: 'Pending', atMs: ms(1.2) },
    { phase: 'Running', atMs: ms(3.5) },
  ])
  expect(containers).toEqual([
    { name: 'web', id: 'containerd://1', startedAtMs: ms(3.5), endedAtMs: ms(4.1), exitCode: 3, reason: 'Error' },
    { name: 'web', id: 'containerd://2', startedAtMs: ms(6.3) },
  ])
})

test('a pod that is found later: by what the API has written down', () => {
  const terminated = { startedAt: at(3), finishedAt: at(5), exitCode: 0, reason: 'Completed', containerID: 'containerd://1' }
  expect(seen([50, pod({ phase: 'Succeeded', containerStatuses: [{ name: 'job', state: { terminated } }] })])).toEqual({
    uid: 'u1',
    namespace: 'shop',
    name: 'web-1',
    node: 'web-worker',
    createdAtMs: ms(1),
    phases: [{ phase: 'Succeeded', atMs: ms(5) }],
    containers: [{ name: 'job', id: 'containerd://1', startedAtMs: ms(3), endedAtMs: ms(5), exitCode: 0, reason: 'Completed' }],
  })
})

test('a pod without a node or a status is one, too', () => {
  const { spec: _spec, status: _status, ...bare } = pod({})
  expect(seen([1, bare as KubeObject])).toEqual({
    uid: 'u1',
    namespace: 'shop',
    name: 'web-1',
    createdAtMs: ms(1),
    phases: [{ phase: 'Unknown', atMs: ms(1) }],
    containers: [],
  })
})

test.each([
  ['within the second that was noted', at(5), 5.7, 5.7],
  ['a moment after it', at(5), 6.4, 6.4],
  ['much later', at(5), 9, 5],
  ['by a clock that is behind', at(5), 4.2, 5],
  ['of one that is noted exactly', '2026-11-29T20:00:05.250000Z', 5.9, 5.25],
  ['of one that is not noted', null, 5.9, 5.9],
])('what is seen %s happened when that is likely', (_when, noted, seenAt, then) => {
  expect(moment(noted, ms(seenAt))).toBe(ms(then))
})

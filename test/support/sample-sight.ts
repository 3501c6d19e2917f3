// What might be seen when a test has failed: a pod that ended and runs again, one that is well, and secrets in both.
import type { Sight } from '../../src/artifacts/sight.ts'

export const sinceMs = Date.parse('2026-11-24T00:00:00Z')
export const at = (second: number): string => `2026-11-24T00:00:0${second}Z`
const running = (name: string, more: object = {}) => ({
  name,
  image: 'app:1',
  ready: true,
  restartCount: 0,
  state: { running: { startedAt: at(1) } },
  ...more,
})
const web = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { uid: 'a', name: 'web', namespace: 'shop', creationTimestamp: at(0), managedFields: [] },
  spec: { nodeName: 'one', containers: [{ name: 'app', env: [{ name: 'DB_PASSWORD', value: 'correcthorse' }] }] },
  status: {
    phase: 'Running',
    startTime: at(0),
    conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: at(2) }],
    containerStatuses: [
      running('app', {
        ready: false,
        restartCount: 1,
        lastState: { terminated: { exitCode: 3, reason: 'Error', startedAt: at(0), finishedAt: at(1) } },
      }),
    ],
  },
}
const calm = {
  ...web,
  metadata: { ...web.metadata, uid: 'b', name: 'calm' },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at(2) }],
    containerStatuses: [running('app')],
  },
}
const event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'shop' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off with token=correcthorse',
  count: 2,
  lastTimestamp: at(3),
  involvedObject: { kind: 'Pod', name: 'web', namespace: 'shop' },
}
const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'one' },
  status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at(1) }] },
}
export const sight: Sight = {
  namespace: 'shop',
  objects: [calm, web],
  events: [event],
  nodes: [node],
  nodeEvents: [],
  systemPods: [],
  kubernetesVersion: 'v1.37.2',
  problems: ['leases: not answered'],
  answered: true,
}
/** Who failed, and of what. */
export const occasion = {
  test: 'web.test.ts > rolls out',
  failure: 'expected 500 to be 200',
  summary: ['Pod web is Running'],
  applied: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { password: 'Y29ycmVjdGhvcnNl' } }],
  versions: { 'vitest-kind': '0.1.0' },
}

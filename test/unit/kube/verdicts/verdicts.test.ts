import { expect, test } from 'vitest'
import type { KubeObject } from '../../../../src/kube/object.ts'
import { judgeObject, judgeSchedulable } from '../../../../src/kube/verdicts/verdicts.ts'

const make = (kind: string, fields: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'web', generation: 2, ...metadata },
  ...fields,
})
const condition = (type: string, status: string, reason?: string, message?: string): object => ({ type, status, reason, message })

test.each([
  ['ready', 'True', 'Node web is ready'],
  ['not ready', 'False', 'Node web Ready=False: KubeletNotReady: cni plugin not initialized'],
  ['lost', 'Unknown', 'Node web Ready=Unknown: KubeletNotReady: cni plugin not initialized'],
])('a node that is %s', (_what, status, why) => {
  const node = make('Node', { status: { conditions: [condition('Ready', status, 'KubeletNotReady', 'cni plugin not initialized')] } })
  expect(judgeObject(node)).toMatchObject({ ready: status === 'True', why })
})

test('a node tells what presses on it, and one that never reported says so', () => {
  const conditions = [
    condition('DiskPressure', 'True', 'KubeletHasDiskPressure'),
    condition('MemoryPressure', 'False'),
    condition('Ready', 'False', 'KubeletNotReady'),
  ]
  expect(judgeObject(make('Node', { status: { conditions } })).why).toBe(
    'Node web Ready=False: KubeletNotReady; DiskPressure: KubeletHasDiskPressure',
  )
  expect(judgeObject(make('Node')).why).toBe('Node web has no condition Ready yet')
})

test('a node takes the pods it is meant for when it is ready and Kubernetes keeps none from it', () => {
  const judge = (spec: object): object => judgeSchedulable(make('Node', { status: { conditions: [condition('Ready', 'True')] }, spec }))
  expect(
    judge({
      unschedulable: true,
      taints: [
        { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
        { key: 'gpu', effect: 'NoExecute' },
      ],
    }),
  ).toHaveProperty('ready', true)
  expect(judge({ taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] })).toMatchObject({
    ready: false,
    why: 'Node web is tainted node.kubernetes.io/not-ready:NoExecute',
  })
  expect(judgeSchedulable(make('Node', { spec: {} })).ready).toBe(false)
})

const done = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 }

test.each([
  ['complete', done, 'is ready'],
  ['not yet seen by its controller', { ...done, observedGeneration: 1 }, 'waits for its controller to see the newest spec'],
  ['half updated', { ...done, replicas: 3, updatedReplicas: 1 }, 'has 1 of 2 replicas with the newest template; still has 2 old replicas'],
  ['starting', { ...done, readyReplicas: 1, availableReplicas: 1 }, 'has 1 of 2 replicas Ready'],
  ['held back by minReadySeconds', { ...done, availableReplicas: 0 }, 'has 0 of 2 replicas available'],
  [
    'refused its pods',
    { ...done, readyReplicas: 0, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'quota exceeded')] },
    'has 0 of 2 replicas Ready; FailedCreate: quota exceeded',
  ],
])('a Deployment that is %s', (_what, status, why) => {
  const verdict = judgeObject(make('Deployment', { spec: { replicas: 2 }, status }))
  expect(verdict).toEqual({ ready: why === 'is ready', why: `Deployment web ${why}`, state: why })
})

test('a Deployment scaled to nothing is ready, one just created is not', () => {
  expect(judgeObject(make('Deployment', { spec: { replicas: 0 }, status: { observedGeneration: 2 } })).ready).toBe(true)
  expect(judgeObject(make('Deployment', { spec: { replicas: 0 } })).ready).toBe(false)
})

test('a DaemonSet is ready when every node that should have its pod has a new and available one', () => {
  const status = { observedGeneration: 2, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberReady: 3, numberAvailable: 3 }
  expect(judgeObject(make('DaemonSet', { status })).ready).toBe(true)
  expect(judgeObject(make('DaemonSet', { status: { ...status, numberReady: 1, numberAvailable: 1 } })).why).toBe(
    'DaemonSet web has 1 of 3 pods Ready',
  )
})

test('a StatefulSet is ready when its replicas are, those below the partition in the newest template', () => {
  const status = { observedGeneration: 2, replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: 'a', updateRevision: 'b' }
  const judge = (updateStrategy: object): object => judgeObject(make('StatefulSet', { spec: { replicas: 3, updateStrategy }, status }))
  expect(judge({})).toEqual({
    ready: false,
    state: expect.any(String),
    why: 'StatefulSet web has 1 of 3 replicas with the newest template',
  })
  expect(judge({ rollingUpdate: { partition: 2 } })).toMatchObject({ ready: true })
  expect(judge({ type: 'OnDelete' })).toMatchObject({ ready: true })
})

test.each([
  ['ready', { phase: 'Running', conditions: [condition('Ready', 'True')] }, 'is ready'],
  [
    'unscheduled',
    { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable', '0/1 nodes are available: 1 Insufficient cpu.')] },
    'is Pending; not scheduled: 0/1 nodes are available: 1 Insufficient cpu.',
  ],
  [
    'without its image',
    { phase: 'Pending', containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ErrImagePull', message: 'no such host' } } }] },
    'is Pending; container app is waiting: ErrImagePull: no such host',
  ],
  [
    'crashing',
    {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'app',
          restartCount: 4,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
        },
      ],
    },
    'is Running; container app is waiting: CrashLoopBackOff, 4 restarts, last exit code 137 (OOMKilled)',
  ],
  [
    'not answering its probe',
    { phase: 'Running', containerStatuses: [{ name: 'app', ready: false, state: { running: {} } }] },
    'is Running; container app runs but is not Ready',
  ],
  [
    'stuck in an init container',
    { phase: 'Pending', initContainerStatuses: [{ name: 'wait', ready: false, state: { terminated: { exitCode: 2, reason: 'Error' } } }] },
    'is Pending; container wait exited with 2: Error',
  ],
  [
    'evicted',
    { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
    'is Failed: Evicted: The node was low on resource: memory.',
  ],
])('a pod that is %s', (_what, status, why) => {
  expect(judgeObject(make('Pod', { status }))).toEqual({ ready: why === 'is ready', why: `Pod web ${why}`, state: why.replace(/^is /, '') })
})

test('an object being deleted is not ready, whatever its conditions say', () => {
  const going = { deletionTimestamp: '2026-11-24T00:00:00Z' }
  expect(judgeObject(make('Pod', { status: { conditions: [condition('Ready', 'True')] } }, going)).why).toBe('Pod web is being deleted')
  expect(judgeObject(make('Namespace', {}, going)).ready).toBe(false)
})

test('other kinds are judged by a condition Ready or Available, and are ready without one', () => {
  expect(
    judgeObject(make('Certificate', { status: { conditions: [condition('Ready', 'False', 'Issuing', 'waiting for the CA')] } })).why,
  ).toBe('Certificate web Ready=False: Issuing: waiting for the CA')
  expect(judgeObject(make('APIService', { status: { conditions: [condition('Available', 'True')] } })).ready).toBe(true)
  expect(judgeObject(make('ConfigMap')).ready).toBe(true)
  expect(judgeObject(make('Job', { status: { conditions: [condition('Failed', 'True', 'BackoffLimitExceeded')] } })).why).toBe(
    'Job web has no condition Complete yet; Failed: BackoffLimitExceeded',
  )
})

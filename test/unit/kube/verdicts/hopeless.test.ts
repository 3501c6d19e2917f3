import { expect, test } from 'vitest'
import { whyHopeless, whyPodHopeless } from '../../../../src/kube/verdicts/hopeless.ts'
import type { KubeObject } from '../../../../src/kube/object.ts'

const make = (kind: string, spec: object, status: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'web', uid: '1', ...metadata },
  spec,
  status,
})
const waiting = (reason: string, message = ''): object => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'app', image: 'app:1', ready: false, restartCount: 0, state: { waiting: { reason, message } } }],
})
const ownedBy = (kind: string): object => ({ ownerReferences: [{ kind, name: 'owner', controller: true }] })
const condition = (type: string, reason = '', message = ''): object => ({ conditions: [{ type, status: 'True', reason, message }] })

test.for<[string, string | undefined, object, object?]>([
  [
    'an image after its back-off',
    'ImagePullBackOff: app:1: not found',
    waiting('ImagePullBackOff', 'Back-off pulling image "app:1": ErrImagePull: not found'),
  ],
  ['a name that no image can have', 'InvalidImageName: app:1', waiting('InvalidImageName')],
  ['an image that may not be pulled', 'ErrImageNeverPull: app:1', waiting('ErrImageNeverPull')],
  ['an image that failed once', undefined, waiting('ErrImagePull', 'not found')],
  ['a ConfigMap that is missing still', undefined, waiting('CreateContainerConfigError')],
  ['a container that crashes', undefined, waiting('CrashLoopBackOff')],
  [
    'the image of an init container',
    'ImagePullBackOff: app:1',
    { initContainerStatuses: (waiting('ImagePullBackOff') as { containerStatuses: object[] }).containerStatuses },
  ],
  ['a pod that is being deleted', undefined, waiting('ImagePullBackOff'), { deletionTimestamp: '2026-11-24T00:00:00Z' }],
  ['a pod that ended well', 'Pod web is Succeeded: a pod that has ended', { phase: 'Succeeded' }],
  ['a pod that was evicted', 'Pod web is Failed: Evicted: a pod that has ended', { phase: 'Failed', reason: 'Evicted' }],
  ['a pod of a Job that ended', 'does not start again', { phase: 'Failed' }, ownedBy('Job')],
  ['a pod of a ReplicaSet that ended, and stays there', 'does not start again', { phase: 'Failed' }, ownedBy('ReplicaSet')],
  ['a pod of a StatefulSet that ended, and is made anew', undefined, { phase: 'Failed' }, ownedBy('StatefulSet')],
  ['a pod that runs', undefined, { phase: 'Running' }],
])('a pod: %s', ([, expected, status, metadata]) => {
  const why = whyHopeless(make('Pod', {}, status, metadata))
  if (expected === undefined) expect(why).toBeUndefined()
  else expect(why).toContain(expected)
})

test.for<[string, string | undefined, object]>([
  ['that failed', 'Job web has failed: BackoffLimitExceeded: too often', condition('Failed', 'BackoffLimitExceeded', 'too often')],
  ['that is about to', 'Job web has failed: PodFailurePolicy', condition('FailureTarget', 'PodFailurePolicy')],
  ['that is complete', undefined, condition('Complete')],
  ['that is suspended', undefined, condition('Suspended')],
])('a Job %s', ([, expected, status]) => {
  expect(whyHopeless(make('Job', {}, status))).toBe(expected)
})

test('other kinds are never given up for what they say themselves', () => {
  expect(whyHopeless(make('Deployment', {}, condition('ReplicaFailure', 'FailedCreate')))).toBeUndefined()
  expect(whyHopeless(make('Certificate', {}, condition('Failed')))).toBeUndefined()
})

test('a pod of an earlier template, or one that a webhook changed, says nothing of the newest', () => {
  const workload = (image: string): KubeObject => make('Deployment', { template: { spec: { containers: [{ name: 'app', image }] } } }, {})
  const pod = make('Pod', { containers: [{ name: 'app', image: 'app:1' }] }, waiting('ImagePullBackOff'))
  expect(whyPodHopeless(pod, workload('app:1'))).toContain('ImagePullBackOff')
  expect(whyPodHopeless(pod, workload('app:2'))).toBeUndefined()
  const ended = make('Pod', { containers: [{ name: 'app', image: 'app:1' }] }, { phase: 'Failed' })
  expect(whyPodHopeless(ended, workload('app:1')), 'its workload replaces it').toBeUndefined()
})

interface NodeFields {
  readonly labels?: object
  readonly taints?: readonly object[]
  readonly unschedulable?: boolean
  readonly allocatable?: object
}
const node = ({
  labels = {},
  taints = [],
  unschedulable = false,
  allocatable = { cpu: '2', memory: '4Gi', pods: '110' },
}: NodeFields = {}): KubeObject =>
  make('Node', { taints, unschedulable }, { allocatable }, { name: 'one', labels: { disk: 'hdd', gen: '7', ...labels } })
const unscheduled = { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] }
const requests = (...all: object[]): object => ({ containers: all.map((one) => ({ name: 'app', resources: { requests: one } })) })
const affinity = (...matchExpressions: object[]): object => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } } },
})
const taint = (key: string, effect = 'NoSchedule'): object => ({ key, value: 'yes', effect })

test.for<[string, string | undefined, object, readonly KubeObject[]]>([
  [
    'a label that no node has',
    'the only node cannot take it: no label disk=ssd (nodeSelector)',
    { nodeSelector: { disk: 'ssd' } },
    [node()],
  ],
  ['a label that another node has', undefined, { nodeSelector: { disk: 'ssd' } }, [node(), node({ labels: { disk: 'ssd' } })]],
  ['affinity that no node has', 'nodeAffinity', affinity({ key: 'disk', operator: 'In', values: ['ssd'] }), [node()]],
  ['affinity that excludes the node', 'nodeAffinity', affinity({ key: 'disk', operator: 'NotIn', values: ['hdd'] }), [node()]],
  ['affinity: Exists', 'nodeAffinity', affinity({ key: 'gpu', operator: 'Exists' }), [node()]],
  ['affinity: DoesNotExist', 'nodeAffinity', affinity({ key: 'disk', operator: 'DoesNotExist' }), [node()]],
  ['affinity: Gt', 'nodeAffinity', affinity({ key: 'gen', operator: 'Gt', values: ['7'] }), [node()]],
  ['affinity: Lt', undefined, affinity({ key: 'gen', operator: 'Lt', values: ['8'] }), [node()]],
  ['affinity with an operator of a later release', undefined, affinity({ key: 'disk', operator: 'Like', values: ['h*'] }), [node()]],
  ['a taint that it does not tolerate', 'taint gpu=yes:NoSchedule is not tolerated', {}, [node({ taints: [taint('gpu')] })]],
  ['a taint that it tolerates', undefined, { tolerations: [{ key: 'gpu', value: 'yes' }] }, [node({ taints: [taint('gpu')] })]],
  ['a taint of another value', 'not tolerated', { tolerations: [{ key: 'gpu', value: 'no' }] }, [node({ taints: [taint('gpu')] })]],
  ['a toleration of all', undefined, { tolerations: [{ operator: 'Exists' }] }, [node({ taints: [taint('gpu', 'NoExecute')] })]],
  [
    'a toleration of another effect',
    'not tolerated',
    { tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] },
    [node({ taints: [taint('gpu', 'NoExecute')] })],
  ],
  ['a taint that only prefers', undefined, {}, [node({ taints: [taint('gpu', 'PreferNoSchedule')] })]],
  ['a taint that Kubernetes sets for a moment', undefined, {}, [node({ taints: [taint('node.kubernetes.io/not-ready')] })]],
  ['a cordon', undefined, {}, [node({ unschedulable: true, taints: [taint('node.kubernetes.io/unschedulable')] })]],
  [
    'the control plane alone',
    'node-role.kubernetes.io/control-plane',
    {},
    [node({ taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] })],
  ],
  [
    'more memory than a node has',
    'it requests memory 3Gi + 2Gi of 4Gi allocatable',
    requests({ memory: '3Gi' }, { memory: '2Gi' }),
    [node()],
  ],
  ['more cpu than a node has', 'it requests cpu 2500m of 2 allocatable', requests({ cpu: '2500m' }), [node()]],
  ['as much as a node has, taken by others', undefined, requests({ cpu: '2', memory: '4294967296' }), [node()]],
  ['a device that comes with its plugin', undefined, requests({ 'example.com/gpu': '1' }), [node()]],
  ['another scheduler', undefined, { schedulerName: 'mine', nodeSelector: { disk: 'ssd' } }, [node()]],
  ['no nodes yet', undefined, { nodeSelector: { disk: 'ssd' } }, []],
  [
    'two nodes, each with its reason',
    'none of the 2 nodes can take it: no label disk=ssd (nodeSelector); taint gpu=yes:NoSchedule is not tolerated',
    { nodeSelector: { disk: 'ssd' } },
    [node(), node({ labels: { disk: 'ssd' }, taints: [taint('gpu')] })],
  ],
])('unschedulable: %s', ([, expected, spec, nodes]) => {
  const pod = make('Pod', { containers: [], ...spec }, unscheduled)
  const why = whyHopeless(pod, nodes)
  if (expected === undefined) expect(why).toBeUndefined()
  else expect(why).toContain(expected)
  expect(
    whyHopeless(make('Pod', { containers: [], ...spec }, { phase: 'Pending' }), nodes),
    'the scheduler has not tried yet',
  ).toBeUndefined()
})

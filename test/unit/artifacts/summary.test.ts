// What is said of a failed test besides its own failure: from what was seen, in few lines, and nothing twice.
import { expect, test as base } from 'vitest'
import { takeSight, type Sight } from '../../../src/artifacts/sight.ts'
import { summarize } from '../../../src/artifacts/summary/summarize.ts'
import { connectKube, type KubeConnection } from '../../../src/kube/connection.ts'
import { deployment, pod, ready, unready, waiting, warning } from '../../support/matcher-stage.ts'
import { type Held, type ObjectServer, startObjectServer } from '../../support/object-server.ts'

const test = base.extend('stage', async ({}, { onCleanup }): Promise<{ api: ObjectServer; connection: KubeConnection }> => {
  const api = await startObjectServer()
  const connection = await connectKube(api.server.kubeconfig)
  onCleanup(async () => {
    await connection.close()
    await api[Symbol.asyncDispose]()
  })
  return { api, connection }
})

const sinceMs = Date.parse('2026-11-24T00:00:00.700Z')
const before = '2026-11-23T23:59:00Z'
const after = '2026-11-24T00:00:03Z'
const patience = (): AbortSignal => AbortSignal.timeout(50_000)
// The small server does not tell namespaces apart.
const around = { systemPods: [], nodeEvents: [] }

async function tell(
  { api, connection }: { api: ObjectServer; connection: KubeConnection },
  message: string,
  ...held: Held[]
): Promise<string> {
  api.put(...held)
  const sight: Sight = { ...(await takeSight(connection, 'default', patience())), ...around }
  const applied = sight.objects.filter(({ metadata }) => metadata.name === 'mine')
  return (await summarize(connection, sight, { sinceMs, message, applied }, patience())).join('\n')
}

const crashed = (name: string, container: object): Held =>
  pod(name, { ...ready, containerStatuses: [{ name: 'app', ready: true, ...container }] })

test('what did not come up and why, the newest warnings last; what matters more than a Service stands before it', async ({ stage }) => {
  const service: Held = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' } },
  }
  const lost = pod('web-1', waiting('ImagePullBackOff', 'Back-off pulling image "app:1": ErrImagePull: not found'))
  const warnings = [warning('a', 'web-1', 'FailedMount', 'no such volume', 1), warning('b', 'web-1', 'FailedScheduling', 'no node', 2)]
  expect(await tell(stage, 'expected 500 to be 200', service, unready, lost, ...warnings)).toMatchInlineSnapshot(`
    "Pod web-1 is Pending; container app is waiting: ImagePullBackOff: app:1: not found
    Deployment web has 0 of 2 replicas Ready
    Service web has no endpoints
    warning FailedScheduling on Pod web-1: no node
    warning FailedMount on Pod web-1: no such volume"
  `)
})

test('a pod that runs again has ended since: how and when is told', async ({ stage }) => {
  const ended = { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: after } } }
  const old = { lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: before } } }
  expect(await tell(stage, 'expected 500 to be 200', crashed('web-1', ended), crashed('web-2', old))).toMatchInlineSnapshot(
    `"Pod web-1: container app ended with 137 (OOMKilled) at 00:00:03 and was started again"`,
  )
})

test('what a matcher has told is not told again, though it may have gone on meanwhile', async ({ stage }) => {
  const message = [
    'Deployment web in default should be ready, and did not within 1.5 s (timeout)',
    '  Deployment web has 0 of 2 replicas Ready',
    '  Pod web-1: Running; container app is waiting: CrashLoopBackOff: next try in 10s, 1 restart',
    '  warning FailedMount on Pod web-1: no such volume (3 times)',
  ].join('\n')
  const looping = pod('web-1', waiting('CrashLoopBackOff', 'back-off 20s restarting failed container=app pod=web-1_default(3f)'))
  expect(await tell(stage, message, unready, looping, warning('a', 'web-1', 'FailedMount', 'no such volume'))).toBe('')
})

test('where all is well, nothing is said', async ({ stage }) => {
  const well = deployment({ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 })
  const done = pod('job-1', { phase: 'Succeeded' })
  expect(await tell(stage, 'expected 500 to be 200', well, pod('web-1', ready), done)).toBe('')
})

test('what others have changed of what the test applied is told by its fields', async ({ stage }) => {
  const entry = (manager: string, time: string, fieldsV1: object, more: object = {}): object => ({ manager, time, fieldsV1, ...more })
  const managedFields = [
    entry('vitest-kind', after, { 'f:spec': {} }),
    entry('kube-controller-manager', after, { 'f:status': {} }, { subresource: 'status' }),
    entry('kubectl-edit', before, { 'f:spec': { 'f:paused': {} } }),
    entry('kubectl-scale', after, {
      'f:spec': { 'f:replicas': {}, 'f:template': { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:image': {} } } } },
    }),
  ]
  const mine = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine', managedFields } }
  const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs', managedFields: managedFields.slice(1) } }
  expect(await tell(stage, 'expected 500 to be 200', mine, theirs)).toMatchInlineSnapshot(
    `"ConfigMap mine was changed by kubectl-scale at 00:00:03: spec.replicas, spec.template.containers[app].image"`,
  )
})

test('the cluster around it: nodes that are not Ready or were not, and its own pods that ended; a new one takes its time', async ({
  stage,
}) => {
  const { api, connection } = stage
  const node = (name: string, status: string, lastTransitionTime: string): Held => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, creationTimestamp: before },
    status: {
      conditions: [
        { type: 'Ready', status, lastTransitionTime, reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
      ],
    },
  })
  api.put(node('one', 'True', before), node('two', 'Unknown', after), node('three', 'True', after))
  const ofSystem = (name: string, container: object, turned = before): Held =>
    pod(
      name,
      { phase: 'Running', conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: turned }], containerStatuses: [container] },
      { creationTimestamp: before },
    )
  const running = { name: 'main', ready: false, restartCount: 0, state: { running: { startedAt: before } } }
  const systemPods = [
    ofSystem('kube-apiserver', running),
    ofSystem('coredns', { ...running, state: { waiting: { reason: 'CrashLoopBackOff' } } }),
    ofSystem('kube-proxy', running, after),
    ofSystem('kube-scheduler', { ...running, state: { running: { startedAt: after } } }, after),
    crashed('etcd', { lastState: { terminated: { exitCode: 1, finishedAt: after } } }),
  ]
  const sight: Sight = { ...(await takeSight(connection, undefined, patience())), ...around, systemPods }
  expect((await summarize(connection, sight, { sinceMs, message: 'no' }, patience())).join('\n')).toMatchInlineSnapshot(`
    "Node two Ready=Unknown: NodeStatusUnknown: Kubelet stopped posting node status. (since 00:00:03)
    Node three became Ready at 00:00:03, and was not before
    Pod coredns in kube-system: Running; container main is waiting: CrashLoopBackOff
    Pod kube-proxy in kube-system: Running; container main runs but is not Ready
    Pod etcd in kube-system: container app ended with 1 at 00:00:03 and was started again"
  `)
})

test('one that has not answered everything when the time was up: that there may be more is told', async ({ stage: { connection } }) => {
  const problems = ['pods: GET /api/v1/namespaces/default/pods: The operation was aborted due to timeout']
  const sight: Sight = { ...(await takeSight(connection, 'default', patience())), ...around, problems }
  const late = 'there may be more: the API server had not answered everything when the time for it was up'
  expect(await summarize(connection, sight, { sinceMs, message: 'no' }, patience())).toEqual([late])
  expect(await summarize(connection, { ...sight, problems: [] }, { sinceMs, message: 'no' }, AbortSignal.abort())).toEqual([late])
  expect(
    await summarize(
      connection,
      { ...sight, problems: ['pods: GET /api/v1/namespaces/default/pods: 403 no'] },
      { sinceMs, message: 'no' },
      patience(),
    ),
  ).toEqual([])
})

test('an API server that does not answer is what is told', async ({ stage: { api, connection } }) => {
  api.silence(true)
  const signal = AbortSignal.timeout(100)
  const sight = await takeSight(connection, 'default', signal)
  expect(await summarize(connection, sight, { sinceMs, message: 'no' }, signal)).toMatchInlineSnapshot(`
    [
      "the API server did not answer",
    ]
  `)
})

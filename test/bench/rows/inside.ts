// What a test waits for inside the cluster, seen by a watch of the API.
import { awaitObjects } from '../../../src/kube/await-objects.ts'
import { createNamespace, removeNamespace } from '../../../src/kube/namespaces.ts'
import { awaitGone } from '../../../src/kube/objects.ts'
import { awaitRollout } from '../../../src/kube/rollout.ts'
import { findCondition } from '../../../src/kube/verdicts/conditions.ts'
import { startDeadline } from '../../../src/support/deadline.ts'
import { busyboxImage, createPod, post, servingContainer } from '../contenders/pods.ts'
import { awaitPodReady, inNamespace } from './in-namespace.ts'
import { type Row, time } from './row.ts'

export const pod: Row = inNamespace('pod', 'Pod: created to Ready', async (connection, namespace, deadline) =>
  time(async () => {
    await createPod(connection, namespace, 'one', { containers: [servingContainer()] })
    await awaitPodReady(connection, namespace, 'one', deadline)
  }),
)

export const deployment: Row = inNamespace('deployment', 'Deployment of 2: created to available', async (connection, namespace, deadline) =>
  time(async () => {
    const labels = { app: 'two' }
    await post(connection, `/apis/apps/v1/namespaces/${namespace}/deployments`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'two' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [servingContainer()] } },
      },
    })
    await awaitRollout(connection, 'Deployment', 'two', namespace, deadline)
  }),
)

export const claim: Row = {
  ...inNamespace('claim', 'Volume claim: created to its pod Ready', async (connection, namespace, deadline) =>
    time(async () => {
      await post(connection, `/api/v1/namespaces/${namespace}/persistentvolumeclaims`, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
      })
      const mount = { volumeMounts: [{ name: 'data', mountPath: '/data' }] }
      const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]
      await createPod(connection, namespace, 'one', { containers: [servingContainer(mount)], volumes })
      await awaitPodReady(connection, namespace, 'one', deadline)
    }),
  ),
  goal: 0.4,
}

export const job: Row = inNamespace('job', 'Job of one pod: created to Complete', async (connection, namespace, deadline) =>
  time(async () => {
    const containers = [{ name: 'main', image: busyboxImage, command: ['/bin/sh', '-c', 'true'] }]
    await post(connection, `/apis/batch/v1/namespaces/${namespace}/jobs`, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'one' },
      spec: { template: { spec: { containers, restartPolicy: 'Never' } } },
    })
    await awaitObjects(connection, {
      path: `/apis/batch/v1/namespaces/${namespace}/jobs`,
      awaited: 'the end of the Job',
      deadline,
      judge: ([one]) => ({
        ready: one !== undefined && findCondition(one, 'Complete')?.status === 'True',
        why: JSON.stringify(one?.['status']),
      }),
    })
  }),
)

export const namespaceGone: Row = {
  name: 'namespace-gone',
  title: 'Namespace with a pod: removed to gone',
  unit: 'ms',
  goal: 0.4,
  async measure(stage) {
    const connection = await stage.connect()
    const deadline = startDeadline('the benchmark', 120_000, stage.signal)
    await createNamespace(connection, 'gone', { annotations: {}, deadline })
    await createPod(connection, 'gone', 'one', { containers: [servingContainer()] })
    await awaitPodReady(connection, 'gone', 'one', deadline)
    return time(async () => {
      await removeNamespace(connection, 'gone', deadline.signal)
      await awaitGone(connection, { apiVersion: 'v1', kind: 'Namespace', name: 'gone' }, deadline)
    })
  },
}

/** What the fixture `namespace` does before a test begins. */
export const namespace: Row = {
  name: 'namespace',
  title: 'Namespace for a test',
  unit: 'ms',
  async measure(stage) {
    const connection = await stage.connect()
    const deadline = startDeadline('the benchmark', 120_000, stage.signal)
    const times: number[] = []
    for (let number = 0; number < 20; number += 1) {
      const { value } = await time(() => createNamespace(connection, `test-${number}`, { annotations: {}, deadline }))
      times.push(value)
    }
    // Their removal keeps the controllers busy, which would be measured with what comes next.
    await Promise.all(
      times.map(async (_, number) => {
        await removeNamespace(connection, `test-${number}`, deadline.signal)
        await awaitGone(connection, { apiVersion: 'v1', kind: 'Namespace', name: `test-${number}` }, deadline)
      }),
    )
    return { value: times.toSorted((a, b) => a - b)[10]! }
  },
}

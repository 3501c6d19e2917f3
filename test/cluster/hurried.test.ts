// What is hurried in a node image of ours: a pod that could be ready and a kind that is new, images/sources/kubernetes/hurried/, and, where there is
// one control plane, a namespace that is removed, images/sources/kubernetes/clear_namespace.go, beside Kubernetes' own controller.
import { expect, test } from 'vitest'
import { ownName } from '../../images/node/plan-images.ts'
import versions from '../../images/versions.json' with { type: 'json' }
import { awaitObjects } from '../../src/kube/await-objects.ts'
import { connectKube, type KubeConnection } from '../../src/kube/connection.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { createNamespace, removeNamespace } from '../../src/kube/namespaces.ts'
import type { KubeList, KubeObject } from '../../src/kube/object.ts'
import { awaitGone } from '../../src/kube/objects.ts'
import { KubeRequestError } from '../../src/kube/request-error.ts'
import { type Deadline, startDeadline } from '../../src/support/deadline.ts'
import { awaitPodReady } from '../support/await-pod.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { findNodes } from '../support/open-nodes.ts'
import { widgetDefinition } from '../support/widget-definition.ts'

const name = 'vitest-hurried'
// Kubernetes' own controller begins so long after the removal, and comes back 8 s after it has found something held.
const kubernetesBeginsMs = 5_000
// Each of the objects that are made in the first 2 s of a kind.
const kubernetesKnowsKindsMs = 2_000
// Its garbage collector asks once in 30 s what kinds there are: 20 s after the first was defined here (measured).
const kubernetesHearsOfKindsMs = 10_000

test('a pod is ready when its container is; a kind is in use at once; a removed namespace goes before Kubernetes begins; what holds it does so still, and its conditions tell', async () => {
  const context = await createTestContext(name)
  const handle = await createCluster({ name }, context)
  await using connection = await connectKube(handle.kubeconfig)
  const deadline = startDeadline('a test', 150_000)
  const create = (namespace: string): Promise<void> => createNamespace(connection, namespace, { annotations: {}, deadline })
  const timeRemoval = async (namespace: string): Promise<number> => {
    const began = performance.now()
    await removeNamespace(connection, namespace, deadline.signal)
    await awaitGone(connection, { apiVersion: 'v1', kind: 'Namespace', name: namespace }, deadline)
    return performance.now() - began
  }

  await create('slow')
  await applyManifests(connection, [readyAfterSecond], { namespace: 'slow' })
  await awaitPodReady(connection, 'late', 'slow', deadline)
  const late = await connection.request<KubeObject>({ path: '/api/v1/namespaces/slow/pods/late' })
  expect(late, 'asked again before its probe has a second turn, and not started anew').toMatchObject({
    status: { containerStatuses: [{ ready: true, restartCount: 0 }] },
  })

  await create('used')
  await applyManifests(connection, [claim, pod], { namespace: 'used' })
  await awaitPodReady(connection, 'one', 'used', deadline)
  expect(await timeRemoval('used'), 'with a pod and its volume').toBeLessThan(kubernetesBeginsMs)
  const [node] = await findNodes(context.engine, name)
  await expect.poll(async () => (await node!.run(['ls', '/var/local-path-provisioner'])).stdout, { timeout: 20_000 }).toBe('')

  // Whoever writes into it meanwhile: nothing of that is left behind in a namespace that is gone.
  const busy = Array.from({ length: 5 }, (_, index) => `busy-${index}`)
  await Promise.all(busy.map(create))
  await Promise.all(busy.map((namespace) => write(connection, namespace, 0)))
  const writers = busy.map((namespace) => writeOn(connection, namespace))
  await Promise.all([...busy.map(timeRemoval), ...writers])
  const { items } = await connection.request<KubeList>({ path: '/api/v1/configmaps', query: { labelSelector: 'written=meanwhile' } })
  expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([])

  await create('held')
  await applyManifests(connection, [widgetDefinition])
  const defined = performance.now()
  await applyManifests(connection, [widget], { namespace: 'held' })
  expect(performance.now() - defined, 'the first object of a new kind').toBeLessThan(kubernetesKnowsKindsMs)
  await applyManifests(connection, [{ ...widget, metadata: { name: 'owner' } }], { namespace: 'held' })
  const { metadata: owner } = await connection.request<KubeObject>({ path: '/apis/example.com/v1/namespaces/held/widgets/owner' })
  const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'owner', uid: owner.uid }]
  await applyManifests(connection, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences } }], {
    namespace: 'held',
  })
  await connection.request({ method: 'DELETE', path: '/apis/example.com/v1/namespaces/held/widgets/owner' })
  const abandoned = performance.now()
  await awaitGone(connection, { apiVersion: 'v1', kind: 'ConfigMap', name: 'owned', namespace: 'held' }, deadline)
  expect(performance.now() - abandoned, 'what an object of a new kind owned').toBeLessThan(kubernetesHearsOfKindsMs)
  const removed = timeRemoval('held')
  expect(await awaitConditions(connection, 'held', 'NamespaceFinalizersRemaining', deadline)).toMatchInlineSnapshot(`
    [
      "NamespaceContentRemaining: Some resources are remaining: widgets.example.com has 1 resource instances",
      "NamespaceFinalizersRemaining: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
    ]
  `)
  const released = performance.now()
  const path = '/apis/example.com/v1/namespaces/held/widgets/one'
  await connection.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body: { metadata: { finalizers: null } } })
  await removed
  expect(performance.now() - released, 'after it was let go').toBeLessThan(kubernetesBeginsMs)

  // An API that nobody answers: whether the namespace has something of it cannot be told.
  await applyManifests(connection, [absentApi])
  await create('untold')
  const told = timeRemoval('untold')
  expect(await awaitConditions(connection, 'untold', 'NamespaceDeletionDiscoveryFailure', deadline)).toMatchInlineSnapshot(`
    [
      "NamespaceDeletionDiscoveryFailure: Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: absent.example.com/v1: stale GroupVersion discovery: absent.example.com/v1",
    ]
  `)
  await connection.request({ method: 'DELETE', path: `/apis/apiregistration.k8s.io/v1/apiservices/${absentApi.metadata.name}` })
  await told
})

async function write(connection: KubeConnection, namespace: string, count: number): Promise<void> {
  const metadata = { name: `written-${count}`, labels: { written: 'meanwhile' } }
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata }
  await connection.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/configmaps`, body })
}

/** Until the API server admits no more. */
async function writeOn(connection: KubeConnection, namespace: string): Promise<void> {
  try {
    for (let count = 1; ; count += 1) await write(connection, namespace, count)
  } catch (error) {
    if (!(error instanceof KubeRequestError && (error.status === 403 || error.status === 404))) throw error
  }
}

/** The ones that are true, when the one named is; times, and what is a list in no order, left out. */
async function awaitConditions(connection: KubeConnection, namespace: string, type: string, deadline: Deadline): Promise<string[]> {
  const found = await awaitObjects(connection, {
    path: '/api/v1/namespaces',
    query: { fieldSelector: `metadata.name=${namespace}` },
    awaited: `the condition ${type} of Namespace ${namespace}`,
    deadline,
    judge: ([one]) => ({ ready: trueConditions(one).some((condition) => condition.type === type), why: JSON.stringify(one?.['status']) }),
  })
  return trueConditions(found[0]).map(({ type: held, message }) => `${held}: ${message.split(': EOF')[0]}`)
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly message: string
}

function trueConditions(namespace: KubeObject | undefined): Condition[] {
  const { conditions = [] } = (namespace?.['status'] ?? {}) as { readonly conditions?: readonly Condition[] }
  return conditions.filter(({ status }) => status === 'True')
}

// Asked when it starts, and again long after the test's time is up.
const readyAfterSecond = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'late' },
  spec: {
    containers: [
      {
        name: 'main',
        image: ownName('local-path-helper'),
        imagePullPolicy: 'Never',
        command: ['/bin/sh', '-c', 'sleep 1; touch /tmp/ready; exec sleep 1000'],
        readinessProbe: { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 600 },
      },
    ],
  },
}

const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'one' },
  spec: {
    containers: [
      {
        name: 'main',
        image: `registry.k8s.io/pause:${versions.pause.tag}`,
        imagePullPolicy: 'Never',
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  },
}

const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one', finalizers: ['example.com/hold'] } }

const absentApi = {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1.absent.example.com' },
  spec: {
    group: 'absent.example.com',
    version: 'v1',
    groupPriorityMinimum: 1,
    versionPriority: 1,
    insecureSkipTLSVerify: true,
    service: { name: 'absent', namespace: 'default' },
  },
}

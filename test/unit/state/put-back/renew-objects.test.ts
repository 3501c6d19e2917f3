import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../../src/kube/object.ts'
import type { ClusterState } from '../../../../src/state/cluster-state.ts'
import { renewObjects } from '../../../../src/state/put-back/renew-objects.ts'
import { from, newCa, object, oldCa, renew, renewal, renewOne } from '../../../support/sample-renewal.ts'

describe('what belongs to one cluster alone stays behind', () => {
  test.for([
    object('CSINode', undefined, 'kind-control-plane'),
    object('CertificateSigningRequest', undefined, 'csr-1'),
    object('Secret', 'kube-system', 'kubeadm-certs'),
    object('ConfigMap', 'kube-system', 'extension-apiserver-authentication'),
    object('Endpoints', 'default', 'kubernetes'),
    {
      ...object('EndpointSlice', 'shop', 'api-1'),
      metadata: { name: 'api-1', namespace: 'shop', labels: { 'endpointslice.kubernetes.io/managed-by': 'x' } },
    },
    object('Pod', 'shop', 'elsewhere', {
      spec: { nodeName: 'kind-worker' },
      metadata: { name: 'elsewhere', namespace: 'shop', ownerReferences: [{}] },
    }),
    object('Pod', 'shop', 'ended', { spec: { nodeName: 'kind-control-plane' }, status: { phase: 'Succeeded' } }),
    object('Pod', 'kube-system', 'etcd', {
      metadata: { name: 'etcd', namespace: 'kube-system', annotations: { 'kubernetes.io/config.mirror': 'x' } },
      spec: { nodeName: 'kind-control-plane' },
    }),
  ])('$kind $metadata.name', (one) => {
    expect(renew(one)).toEqual([])
  })
})

test('an object is as new as its cluster, and has an identity of its own, which its parts name', () => {
  const uid = '11111111-1111-4111-8111-111111111111'
  const owned = object('ConfigMap', 'shop', 'part', { data: { of: uid } })
  const [owner, part] = renew(
    { ...object('Thing', 'shop', 'whole'), metadata: { ...object('Thing', 'shop', 'whole').metadata, uid } },
    { ...owned, metadata: { ...owned.metadata, ownerReferences: [{ uid }] } },
  )
  expect(owner!.object.metadata).toEqual({
    name: 'whole',
    namespace: 'shop',
    uid: renewal.newUid(),
    creationTimestamp: '2030-01-02T00:00:00Z',
  })
  expect(part!.object.metadata['ownerReferences']).toEqual([{ uid: renewal.newUid() }])
})

test('a name is exchanged where it stands alone, and the authority wherever it stands', () => {
  const { object: thing } = renewOne(
    object('Thing', 'shop', 'x', {
      kind: 'Thing',
      node: 'kind-control-plane',
      endpoint: ['kind-control-plane:6443'],
      prose: 'a kind-control-plane of kind',
      kinds: 'kind',
      bundle: `# ours\n${oldCa}`,
      caBundle: Buffer.from(oldCa).toString('base64'),
    }),
  )
  expect(thing).toMatchObject({
    kind: 'Thing',
    node: 'web-control-plane',
    endpoint: ['web-control-plane:6443'],
    prose: 'a kind-control-plane of kind',
    kinds: 'kind',
    bundle: `# ours\n${newCa}`,
    caBundle: Buffer.from(newCa).toString('base64'),
  })
})

test('the first node has its range and its labels, and has yet to say a word', () => {
  expect(
    renew({
      ...object('Node', undefined, 'kind-control-plane', {
        spec: { podCIDR: '10.244.0.0/24', unschedulable: true, taints: [{ key: 'node.kubernetes.io/not-ready' }, { key: 'mine' }] },
        status: { capacity: { pods: '110' }, allocatable: { pods: '110' }, conditions: [{ type: 'Ready', status: 'True' }], images: [] },
      }),
      metadata: {
        name: 'kind-control-plane',
        labels: { 'kubernetes.io/hostname': 'kind-control-plane' },
        annotations: { 'flannel.alpha.coreos.com/public-ip': '172.18.0.2', mine: 'x' },
      },
    }),
  ).toEqual([
    {
      key: '/registry/node/web-control-plane',
      object: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: 'web-control-plane',
          labels: { 'kubernetes.io/hostname': 'web-control-plane' },
          annotations: { mine: 'x' },
          creationTimestamp: '2030-01-02T00:00:00Z',
        },
        spec: { podCIDR: '10.244.0.0/24', providerID: 'kind://docker/web/web-control-plane', taints: [{ key: 'mine' }] },
        status: {
          capacity: { pods: '110' },
          allocatable: { pods: '110' },
          addresses: [
            { type: 'InternalIP', address: '172.18.0.9' },
            { type: 'Hostname', address: 'web-control-plane' },
          ],
          conditions: [expect.objectContaining({ type: 'Ready', status: 'False', lastTransitionTime: '2030-01-02T00:00:00Z' })],
        },
      },
    },
  ])
})

test('a node that joins later has what was set on it, and takes no pods before it is there', () => {
  const { object: node } = renewOne({
    ...object('Node', undefined, 'kind-worker', {
      spec: { podCIDR: '10.244.1.0/24', taints: [{ key: 'mine' }] },
      status: { addresses: [{ type: 'InternalIP', address: '172.18.0.3' }], conditions: [{ type: 'Ready', status: 'True' }] },
    }),
    metadata: { name: 'kind-worker', labels: { disk: 'fast' }, annotations: { 'flannel.alpha.coreos.com/public-ip': '172.18.0.3' } },
  })
  expect(node).toMatchObject({
    metadata: { name: 'web-worker', labels: { disk: 'fast' }, annotations: {} },
    spec: {
      podCIDR: '10.244.1.0/24',
      providerID: 'kind://docker/web/web-worker',
      taints: [{ key: 'mine' }, { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }],
    },
    // kubeadm joins under no name of a node that is Ready.
    status: { conditions: [{ type: 'Ready', status: 'False' }] },
  })
  expect(JSON.stringify(node)).not.toContain('172.18.0.3')
})

test('a Node that is no container of the cluster is as it was', () => {
  const fake = object('Node', undefined, 'kwok-1', { spec: { podCIDR: '10.9.0.0/24' }, status: { phase: 'Running' } })
  expect(renewOne(fake).object).toMatchObject({ spec: fake['spec']!, status: fake['status']! })
})

test('of several tokens for joining there is one: etcd takes no key twice', () => {
  const token = (id: string): KubeObject =>
    object('Secret', 'kube-system', `bootstrap-token-${id}`, { type: 'bootstrap.kubernetes.io/token', data: {} })
  expect(renew(token('xxxxxx'), token('yyyyyy')).map(({ key }) => key)).toEqual(['/registry/secret/kube-system/bootstrap-token-aaaaaa'])
})

test('a pod that makes the network is bound, and not started yet', () => {
  const { object: pod } = renewOne(
    object('Pod', 'shop', 'api', {
      spec: { nodeName: 'kind-control-plane', hostNetwork: true },
      status: { phase: 'Running', podIP: '10.244.0.9', qosClass: 'Burstable' },
    }),
  )
  expect(pod).toMatchObject({
    spec: { nodeName: 'web-control-plane' },
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }], qosClass: 'Burstable' },
  })
  expect(JSON.stringify(pod)).not.toContain('10.244.0.9')
})

test('a pod that no node of the cluster has waits for the scheduler', () => {
  const { object: pod } = renewOne(
    object('Pod', 'shop', 'api', { spec: { nodeName: 'kind-worker' }, status: { phase: 'Running', podIP: '10.244.1.9' } }),
  )
  expect([pod['spec'], pod['status']]).toEqual([{}, { phase: 'Pending' }])
})

test('what controllers have counted they count anew', () => {
  const kinds = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController']
  expect(
    renew(...kinds.map((kind) => object(kind, 'shop', 'x', { status: { readyReplicas: 2 } }))).map(({ object: one }) => one['status']),
  ).toEqual(kinds.map(() => ({})))
})

test('JSON is written as Go writes it: controllers compare it byte by byte', () => {
  const state: ClusterState = {
    kubernetesVersion: 'v1.37.2',
    names: from,
    objects: [
      { key: '/registry/controllerrevisions/shop/x', object: object('ControllerRevision', 'shop', 'x', { data: { arg: 'a<b>&c' } }) },
    ],
    files: [],
  }
  expect(renewObjects(state, renewal)[0]!.json).toContain(String.raw`"arg":"a\u003cb\u003e\u0026c"`)
})

import { expect, test } from 'vitest'
import { compareInventories, describeDifferences, isPristine } from '../../../../src/state/reset/compare-inventories.ts'
import { isOwnAffair, isOwnKind } from '../../../../src/state/reset/own-affairs.ts'
import { reduceObject } from '../../../../src/state/reset/reduce-object.ts'
import type { InventoryItem } from '../../../../src/state/reset/inventory.ts'
import { inventory, item, madeBy } from './items.ts'

const system = [
  item('v1 Namespace default'),
  item('v1 Namespace kube-system'),
  item('v1 Node web-control-plane', { metadata: { name: 'web-control-plane', labels: { role: 'a' } } }),
  item('apps/v1 Deployment kube-system/coredns', { spec: { replicas: 1 } }),
  item('apps/v1 ReplicaSet kube-system/coredns-1', { metadata: madeBy('apps/v1', 'Deployment', 'coredns') }),
  item('v1 Pod kube-system/coredns-1-a', { metadata: madeBy('apps/v1', 'ReplicaSet', 'coredns-1') }),
  item('v1 Pod kube-system/etcd-web', { metadata: madeBy('v1', 'Node', 'web-control-plane') }),
]
const differ = (...now: readonly InventoryItem[]): string[] =>
  describeDifferences(compareInventories(inventory(...system), inventory(...now)))

test('a cluster that nobody has used is pristine, whatever its controllers have made anew', () => {
  const again = system.map((one) =>
    one.name === 'coredns-1-a' ? item('v1 Pod kube-system/coredns-1-b', { metadata: madeBy('apps/v1', 'ReplicaSet', 'coredns-1') }) : one,
  )
  expect(isPristine(compareInventories(inventory(...system), inventory(...again)))).toBe(true)
})

test('after a roll-out, pods of another set are that Deployment’s affair, too', () => {
  const [set, pod] = [
    item('apps/v1 ReplicaSet kube-system/coredns-2', { metadata: madeBy('apps/v1', 'Deployment', 'coredns') }),
    item('v1 Pod kube-system/coredns-2-a', { metadata: madeBy('apps/v1', 'ReplicaSet', 'coredns-2') }),
  ]
  expect(differ(...system, set, pod)).toEqual([])
})

test('what came, what was changed and what is missing is told', () => {
  const now = [
    ...system.filter(({ kind, name }) => kind !== 'Node' && name !== 'etcd-web' && name !== 'default'),
    item('v1 Node web-control-plane', { metadata: { name: 'web-control-plane', labels: { role: 'b' } } }),
    item('v1 ConfigMap default/settings', { data: { colour: 'blue' } }),
  ]
  expect(differ(...now)).toEqual(['+ ConfigMap default/settings', '~ Node web-control-plane', '- Namespace default'])
})

test('what an operator has made for an object of its own is of nobody who was there before', () => {
  const [custom, made, orphan] = [
    item('example.com/v1 Widget default/one'),
    item('apps/v1 Deployment default/one', { metadata: madeBy('example.com/v1', 'Widget', 'one') }),
    item('v1 ConfigMap default/left', { metadata: madeBy('example.com/v1', 'Widget', 'gone') }),
  ]
  expect(differ(...system, custom, made, orphan)).toEqual(['+ Widget default/one', '+ Deployment default/one', '+ ConfigMap default/left'])
})

test('an object that goes cannot be called back: it is removed for good, and made again', () => {
  const going = system.map((one) => (one.name === 'coredns' ? { ...one, going: true } : one))
  const differences = compareInventories(inventory(...system), inventory(...going))
  expect(describeDifferences(differences)).toEqual(['+ Deployment kube-system/coredns'])
  expect(differ(...system.filter(({ name }) => name !== 'coredns'))).toContain('- Deployment kube-system/coredns')
})

test('what every namespace is given may come later; what is written into it counts', () => {
  expect(differ(...system, item('v1 ServiceAccount default/default'), item('v1 ConfigMap default/kube-root-ca.crt'))).toEqual([])
  expect(differ(...system, item('v1 Namespace shop'), item('v1 ServiceAccount shop/default'))).toEqual([
    '+ Namespace shop',
    '+ ServiceAccount shop/default',
  ])
})

test('what controllers note counts for nothing; what somebody writes does', () => {
  const deployment = (fields: object) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', ...fields } })
  expect(
    reduceObject({
      ...deployment({ uid: '1', resourceVersion: '2', generation: 3, annotations: { 'deployment.kubernetes.io/revision': '4' } }),
      status: { replicas: 1 },
    }),
  ).toEqual(deployment({}))
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }
  const taints = [
    { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' },
    { key: 'mine', effect: 'NoSchedule' },
  ]
  expect(reduceObject({ ...node, spec: { podCIDR: 'x', taints } })).toEqual({ ...node, spec: { podCIDR: 'x', taints: [taints[1]] } })
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'view' } }
  expect(reduceObject({ ...role, aggregationRule: {}, rules: [{ verbs: ['get'] }] })).toEqual({ ...role, aggregationRule: {} })
  expect(reduceObject({ ...role, rules: [{ verbs: ['get'] }] })).toHaveProperty('rules')
})

test.each([
  ['v1 Event shop/a', {}, true],
  ['coordination.k8s.io/v1 Lease kube-node-lease/web', {}, true],
  ['coordination.k8s.io/v1 Lease default/operator', {}, false],
  ['v1 Endpoints shop/web', { metadata: { labels: { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } } }, true],
  ['v1 Endpoints shop/by-hand', {}, false],
  [
    'discovery.k8s.io/v1 EndpointSlice shop/web-a',
    { metadata: { labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' } } },
    true,
  ],
  ['discovery.k8s.io/v1 EndpointSlice default/kubernetes', {}, true],
  [
    'apiregistration.k8s.io/v1 APIService v1.example.com',
    { metadata: { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'true' } } },
    true,
  ],
  ['apiregistration.k8s.io/v1 APIService v1beta1.metrics.k8s.io', {}, false],
  ['v1 Secret kube-system/bootstrap-token-a', { type: 'bootstrap.kubernetes.io/token' }, true],
  ['v1 Secret kube-system/mine', { type: 'Opaque' }, false],
])('%s is an affair of Kubernetes: %#', (text, fields, expected) => {
  const { apiVersion, kind, namespace, name } = item(text)
  const { metadata, ...rest } = fields as { readonly metadata?: object }
  const object = { apiVersion, kind, ...rest, metadata: { name, namespace, ...metadata } }
  expect(isOwnKind(object) || isOwnAffair(object)).toBe(expected)
})

import { expect, test } from 'vitest'
import { compareInventories } from '../../../../src/state/reset/compare-inventories.ts'
import { describeItem, type InventoryItem } from '../../../../src/state/reset/inventory.ts'
import { planReset } from '../../../../src/state/reset/plan-reset.ts'
import { inventory, item } from './items.ts'

function plan(then: readonly InventoryItem[], now: readonly InventoryItem[]): string[][] {
  return planReset(compareInventories(inventory(...then), inventory(...now))).map((stage) =>
    stage.map(
      (step) => `${step.do} ${describeItem(step.item)}${step.do === 'remove' && step.graceS !== undefined ? ` in ${step.graceS} s` : ''}`,
    ),
  )
}

test('nothing differs, nothing is done', () => {
  expect(plan([item('v1 Namespace default')], [item('v1 Namespace default')])).toEqual([])
})

test('first what requests pass through, then what makes others, then these; definitions last; then back, then again', () => {
  const then = [
    item('v1 Namespace default'),
    item('v1 Namespace kube-public'),
    item('v1 ConfigMap kube-public/info'),
    item('v1 ConfigMap kube-system/coredns', { data: { Corefile: 'a' } }),
    item('storage.k8s.io/v1 StorageClass standard'),
    item('admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration ours'),
  ]
  const now = [
    item('v1 Namespace default'),
    item('v1 ConfigMap kube-system/coredns', { data: { Corefile: 'b' } }),
    item('admissionregistration.k8s.io/v1 MutatingWebhookConfiguration theirs'),
    item('apiregistration.k8s.io/v1 APIService v1.example.org'),
    item('apiextensions.k8s.io/v1 CustomResourceDefinition widgets.example.com', { spec: { conversion: { strategy: 'Webhook' } } }),
    item('example.com/v1 Widget shop/one'),
    item('v1 Namespace shop'),
    item('apps/v1 Deployment shop/web'),
    item('v1 Pod shop/web-1'),
    item('v1 PersistentVolumeClaim shop/data'),
    item('v1 PersistentVolume pvc-1'),
    item('rbac.authorization.k8s.io/v1 ClusterRole reader'),
  ]
  expect(plan(then, now)).toMatchInlineSnapshot(`
    [
      [
        "end-conversion CustomResourceDefinition widgets.example.com",
        "remove MutatingWebhookConfiguration theirs",
        "remove APIService v1.example.org",
      ],
      [
        "remove Namespace shop",
      ],
      [
        "remove Widget shop/one",
        "remove Deployment shop/web",
        "remove PersistentVolume pvc-1",
      ],
      [
        "remove Pod shop/web-1 in 1 s",
        "remove PersistentVolumeClaim shop/data",
      ],
      [
        "remove Pod shop/web-1 in 0 s",
        "remove CustomResourceDefinition widgets.example.com",
        "remove ClusterRole reader",
      ],
      [
        "put-back ConfigMap kube-system/coredns",
      ],
      [
        "make Namespace kube-public",
      ],
      [
        "make StorageClass standard",
      ],
      [
        "make ConfigMap kube-public/info",
      ],
      [
        "make ValidatingWebhookConfiguration ours",
      ],
      [
        "finalize Namespace shop",
      ],
    ]
  `)
})

test('a namespace that goes already is emptied, and let go', () => {
  const then = [item('v1 Namespace default')]
  const going = item('v1 Namespace shop', {}, true)
  expect(plan(then, [...then, going, item('v1 ConfigMap shop/a')]).flat()).toEqual(['remove ConfigMap shop/a', 'finalize Namespace shop'])
})

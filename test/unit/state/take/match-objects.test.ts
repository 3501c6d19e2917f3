import { expect, test } from 'vitest'
import type { KubeObject } from '../../../../src/kube/object.ts'
import { matchObjects } from '../../../../src/state/take/match-objects.ts'

const [one, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
const listed: KubeObject[] = [
  { apiVersion: 'v1', kind: 'ReplicaSet', metadata: { name: 'api-1', namespace: 'shop', uid: one } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api-1-x', namespace: 'shop', uid: other } },
]
// As Kubernetes stores it: letters between bytes that are none.
const stored = (key: string, ...texts: string[]) => ({ key, value: Buffer.from(`k8s\0\n\u00ff${texts.join('\u0012$')}\u0001`, 'latin1') })

test('an object has the key whose value bears its uid, also beside that of its owner', () => {
  const { objects, unknown } = matchObjects(
    [stored('/registry/pods/shop/api-1-x', one, other), stored('/registry/replicasets/shop/api-1', one)],
    listed,
  )
  expect(objects).toEqual([
    { key: '/registry/pods/shop/api-1-x', object: listed[1] },
    { key: '/registry/replicasets/shop/api-1', object: listed[0] },
  ])
  expect(unknown).toEqual([])
})

test('a custom object is taken as it was stored', () => {
  const widget = { apiVersion: 'x.example.com/v1', kind: 'Widget', metadata: { name: 'w' } }
  expect(matchObjects([{ key: '/registry/x.example.com/widgets/w', value: Buffer.from(JSON.stringify(widget)) }], []).objects).toEqual([
    { key: '/registry/x.example.com/widgets/w', object: widget },
  ])
})

test('what tells of the moment is left; what no list has is named', () => {
  const keys = [
    '/registry/events/shop/x',
    '/registry/leases/kube-system/x',
    '/registry/masterleases/172.18.0.2',
    '/registry/ranges/serviceips',
  ]
  expect(
    matchObjects(
      [...keys, '/registry/secrets/shop/hidden'].map((key) => stored(key)),
      listed,
    ),
  ).toEqual({
    objects: [],
    unknown: ['/registry/secrets/shop/hidden'],
  })
})

import { expect, test } from 'vitest'
import { parseServiceName } from '../../../../src/kube/pods/service-name.ts'

test.for<readonly [string, object | undefined]>([
  ['web', { service: 'web', namespace: 'mine' }],
  ['web.', { service: 'web', namespace: 'mine' }],
  ['WEB.shop', { service: 'web', namespace: 'shop' }],
  ['web.shop.svc', { service: 'web', namespace: 'shop' }],
  ['web.shop.svc.cluster.local.', { service: 'web', namespace: 'shop' }],
  ['web.shop.svc.corp.example', { service: 'web', namespace: 'shop' }],
  ['web-0.web.shop.svc.cluster.local', { service: 'web', namespace: 'shop', pod: 'web-0' }],
  ['svc.svc', { service: 'svc', namespace: 'svc' }],
  ['www.example.com', undefined],
  ['a.b.c.shop.svc', undefined],
  ['127.0.0.1', undefined],
  ['[::1]', undefined],
  ['-web', undefined],
])('%s', ([host, expected]) => {
  expect(parseServiceName(host, 'mine')).toEqual(expected)
})

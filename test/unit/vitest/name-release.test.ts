import { expect, test } from 'vitest'
import { nameRelease } from '../../../src/vitest/worker/fixtures/helm.ts'

test.for([
  ['./charts/shop', 'shop'],
  ['./charts/Shop_Front/', 'shop-front'],
  ['shop-1.2.0.tgz', 'shop'],
  ['out/shop-front-1.2.0-rc.1.tgz', 'shop-front'],
  ['oci://registry.example:5000/team/shop:1.2.0', 'shop'],
  ['bitnami/redis', 'redis'],
  ['.', 'chart'],
])('%s is called %s', ([chart, name]) => {
  expect(nameRelease(chart!)).toBe(name)
})

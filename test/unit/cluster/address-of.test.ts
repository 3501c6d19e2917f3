import { expect, test } from 'vitest'
import { addressOf } from '../../../src/cluster/cluster.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'

const node = { address: '172.18.0.2', ipv6Address: 'fc00::2' }

test.each([
  ['ipv4', '172.18.0.2'],
  ['dual', '172.18.0.2'],
  ['ipv6', 'fc00::2'],
] as const)('a node of a cluster with ipFamily %s is known by %s', (ipFamily, address) => {
  const { spec } = resolveOptions({ networking: { ipFamily } }, 'the options given')
  expect(addressOf({ spec }, node)).toBe(address)
})

test("a cluster of kind's says nothing of its family", () => {
  expect(addressOf({ spec: undefined }, node)).toBe('172.18.0.2')
})

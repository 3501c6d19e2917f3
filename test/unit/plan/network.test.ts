import { expect, test } from 'vitest'
import { chooseAddresses, ulaRange } from '../../../src/plan/network.ts'

test('the IPv6 range of the network "kind" is the one kind derives', () => {
  expect(ulaRange('kind')).toBe('fc00:f853:ccd:e793::/64')
})

test('addresses that are taken, the middle and the broadcast address are not chosen', () => {
  const all = chooseAddresses('10.0.0.0/29', ['10.0.0.5'], 8, 'web')
  expect(all.toSorted()).toEqual(['10.0.0.4', '10.0.0.6'])
})

test('the same seed chooses the same, another seed starts elsewhere', () => {
  const choose = (seed: string): string[] => chooseAddresses('172.18.0.0/16', [], 3, seed)
  expect(choose('web')).toEqual(choose('web'))
  expect(choose('web')).not.toEqual(choose('shop'))
})

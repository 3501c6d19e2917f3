import { expect, test } from 'vitest'
import { chooseAddresses, ulaRange } from '../../../src/plan/network.ts'

test('the IPv6 range of the network "kind" is the one kind derives', () => {
  expect(ulaRange('kind')).toBe('fc00:f853:ccd:e793::/64')
})

test('addresses that are taken, the middle and the broadcast address are not chosen', () => {
  const all = chooseAddresses({ subnet: '10.0.0.0/29', takenAddresses: ['10.0.0.5'] }, 2, 'web')
  expect(new Set(all.map(({ ipv4 }) => ipv4))).toEqual(new Set(['10.0.0.4', '10.0.0.6']))
})

test('with too few of them the last containers get none', () => {
  expect(chooseAddresses({ subnet: '10.0.0.0/29', takenAddresses: ['10.0.0.5', '10.0.0.6'] }, 2, 'web')).toEqual([{ ipv4: '10.0.0.4' }, {}])
})

test('where the network has IPv6, its addresses are fixed too, in the form the engine writes them', () => {
  const [one, two] = chooseAddresses({ subnet: '172.18.0.0/16', ipv6Subnet: 'fc00:f853:ccd:e793::/64', takenAddresses: [] }, 2, 'web')
  expect(one?.ipv6).toMatch(/^fc00:f853:ccd:e793:8000::[1-9a-f][0-9a-f]{0,3}$/)
  expect(two?.ipv6).not.toBe(one?.ipv6)
  expect(chooseAddresses({ ipv6Subnet: 'fc00:f853:ccd:e793::/64', takenAddresses: [one!.ipv6!] }, 1, 'web')).toEqual([{ ipv6: two?.ipv6 }])
})

test('the same seed chooses the same, another seed starts elsewhere', () => {
  const choose = (seed: string): object[] => chooseAddresses({ subnet: '172.18.0.0/16', takenAddresses: [] }, 3, seed)
  expect(choose('web')).toEqual(choose('web'))
  expect(choose('web')).not.toEqual(choose('shop'))
})

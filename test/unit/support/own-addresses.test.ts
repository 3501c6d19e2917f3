import { expect, test } from 'vitest'
import { findOwnAddresses } from '../../../src/support/own-addresses.ts'

const interfaceOf = (address: string, cidr: string | null, internal = false) => [
  { address, cidr, internal, netmask: '', mac: '', family: 'IPv4' as const },
]

test('the address that this machine has in the network of the nodes', () => {
  const interfaces = {
    lo: interfaceOf('127.0.0.1', '127.0.0.1/8', true),
    eth0: interfaceOf('10.0.0.5', '10.0.0.5/24'),
    'br-1': interfaceOf('172.18.0.1', '172.18.0.1/16'),
    tunnel: interfaceOf('10.9.0.1', null),
  }
  expect(findOwnAddresses(['172.18.0.3'], interfaces)).toEqual(['172.18.0.1'])
  expect(findOwnAddresses(['172.19.0.3'], interfaces)).toEqual([])
  expect(findOwnAddresses(['127.0.0.2'], interfaces)).toEqual([])
  expect(findOwnAddresses([''], interfaces)).toEqual([])
  expect(findOwnAddresses(['fc00::3'], { ...interfaces, 'br-2': interfaceOf('fc00::1', 'fc00::1/64') })).toEqual(['fc00::1'])
  // Of a cluster known by its kubeconfig: none of them is known not to be reached, but those that never leave their own wire.
  const local = { ...interfaces, 'br-3': interfaceOf('fe80::1', 'fe80::1/64') }
  expect(findOwnAddresses([], local)).toEqual(['10.0.0.5', '172.18.0.1'])
})

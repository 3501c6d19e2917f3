import { expect, test } from 'vitest'
import { focusOn, orderSpecs, readListed, readSpecs } from '../../conformance/suite/specs.ts'

const list = `
- testname: Serial one
  codename: '[sig-apps] Daemon set [Serial] should run and stop simple daemon
    [Conformance]'
- testname: Slow one
  codename: '[sig-api-machinery] Garbage collector [Slow] should wait [Conformance]'
- testname: One more
  codename: '[sig-node] Pods should get a host IP (IPv4|IPv6) [Conformance]'
- testname: Quick one
  codename: '[sig-node] Pods should be updated [Conformance]'
- testname: Disruptive one
  codename: '[sig-node] NoExecuteTaintManager evicts [Disruptive] [Conformance]'
`

test('every listed spec is read by its full text, with what it asks of a run', () => {
  expect(readSpecs(list).map(({ name, isSerial, isSlow }) => [name, isSerial, isSlow])).toEqual([
    ['[sig-apps] Daemon set [Serial] should run and stop simple daemon [Conformance]', true, false],
    ['[sig-api-machinery] Garbage collector [Slow] should wait [Conformance]', false, true],
    ['[sig-node] Pods should get a host IP (IPv4|IPv6) [Conformance]', false, false],
    ['[sig-node] Pods should be updated [Conformance]', false, false],
    ['[sig-node] NoExecuteTaintManager evicts [Disruptive] [Conformance]', true, false],
  ])
})

test('what was quick before comes first, slow ones after it, and last what wants the cluster for itself', () => {
  const seconds = (name: string): number | undefined => (name.includes('updated') ? 2 : undefined)
  expect(orderSpecs(readSpecs(list), seconds).map(({ name }) => name.split(' ').slice(1, 4).join(' '))).toEqual([
    'Pods should be',
    'Pods should get',
    'Garbage collector [Slow]',
    'Daemon set [Serial]',
    'NoExecuteTaintManager evicts [Disruptive]',
  ])
})

test('a spec is found by its own text, whatever is in it, and by no longer one', () => {
  const name = '[sig-node] Pods should get a host IP (IPv4|IPv6) [Conformance]'
  const found = new RegExp(focusOn(name))
  expect(found.test(`Kubernetes e2e suite ${name}`)).toBe(true)
  expect(found.test(`Kubernetes e2e suite ${name} [Slow]`)).toBe(false)
  expect(found.test(name.replace('|', 'x'))).toBe(false)
})

test('all specs are read out of what the suite prints', () => {
  const printed = `The following spec names can be used with 'ginkgo run --focus/skip':
    ../network/netpol/network_policy.go:150: [sig-network] Netpol NetworkPolicy between server and client should: deny [Feature:NetworkPolicy]
    ../apps/daemon_set.go:7: [sig-apps] Daemon set [Serial] should run

`
  expect(readListed(printed)).toEqual([
    {
      name: '[sig-network] Netpol NetworkPolicy between server and client should: deny [Feature:NetworkPolicy]',
      isSerial: false,
      isSlow: false,
    },
    { name: '[sig-apps] Daemon set [Serial] should run', isSerial: true, isSlow: false },
  ])
})

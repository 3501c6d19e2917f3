import { expect, test } from 'vitest'
import { isRaceLost } from '../../../src/boot/is-race-lost.ts'
import { BootError, DockerError } from '../../../src/support/errors.ts'
import { samplePlan } from '../../support/sample-plan.ts'

const { spec } = samplePlan({ networking: { apiServerPort: 7443 } })
const boot = (seen: string): BootError => new BootError('KIND_BOOT_FAILED', { what: 'cluster "web" stopped in create-nodes', seen: [seen] })

test.for([
  // Verbatim from engine 20.10; the last one as engine 28 words it.
  ['a network that went', 'network 2f1c not found', true],
  [
    'a port another container has',
    'driver failed programming external connectivity on endpoint web (60cc): Bind for 127.0.0.1:20002 failed: port is already allocated',
    true,
  ],
  ['a port a program has', 'Error starting userland proxy: listen tcp4 127.0.0.1:20001: bind: address already in use', true],
  ['the port that was asked for', 'Error starting userland proxy: listen tcp4 127.0.0.1:7443: bind: address already in use', false],
  ['a port, in newer words', 'failed to bind host port 127.0.0.1:20001/tcp: address already in use', true],
  ['a port in a node', 'last words of etcd on web-control-plane: listen tcp 127.0.0.1:2379: bind: address already in use', false],
  ['a line of a log in a node', 'web-control-plane kubelet.log: listen tcp 0.0.0.0:10250: bind: address already in use', false],
  ['anything else', 'no space left on device', false],
] as const)('%s', ([, seen, expected]) => {
  expect(isRaceLost(boot(seen), spec)).toBe(expected)
})

test('the network may go before the plan is made, too; only errors of ours can be tried again', () => {
  expect(
    isRaceLost(new DockerError('KIND_DOCKER_FAILED', { what: 'the network "kind" is gone', seen: ['network kind not found'] }), spec),
  ).toBe(true)
  expect(isRaceLost(new Error('network 2f1c not found'), spec)).toBe(false)
})

import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { findApiAddressProblems, hostOfEngine, reachableHost } from '../../../src/plan/api-address.ts'
import { checkPlan } from '../../../src/plan/check-plan.ts'
import { renderKubeadmConfig } from '../../../src/plan/kubeadm/kubeadm-config.ts'
import { samplePlan } from '../../support/sample-plan.ts'

test.for([
  ['unix:///var/run/docker.sock', '127.0.0.1'],
  ['npipe:////./pipe/docker_engine', '127.0.0.1'],
  ['tcp://docker:2375', 'docker'],
  ['tcp://Docker.Example.:2376', 'docker.example'],
  ['docker:2375', 'docker'],
  ['tcp://10.0.0.7', '10.0.0.7'],
  ['tcp://[fd00::7]:2375', 'fd00::7'],
  ['tcp://[::1]:2375', '::1'],
  ['https://host.docker.internal:2376/', 'host.docker.internal'],
  ['ssh://me@build.example:22', '127.0.0.1'],
])('the engine at %s is on %s', ([address, host]) => {
  expect(hostOfEngine(address!)).toBe(host)
})

/** Where the API is published, how it is reached, and for which names its certificate is good. */
function publish(engineHost: string, networking: ClusterOptions['networking'] = {}, controlPlanes = 1): unknown[] {
  const plan = samplePlan({ networking, controlPlanes }, { engineHost })
  const container = plan.loadBalancer?.container ?? plan.nodes[0]!.container
  const { PortBindings } = container.HostConfig as { PortBindings: Record<string, { HostIp: string }[]> }
  const text = renderKubeadmConfig(
    plan,
    plan.nodes[0]!,
    { ipv4: '172.18.128.2', ipv6: 'fc00::2' },
    { cgroupVersion: 2, lacksSysResource: false },
  )
  const { apiServer } = parseAllDocuments(text)[0]!.toJS() as { apiServer: { certSANs: string[] } }
  const address = PortBindings['6443/tcp']![0]!.HostIp
  return [address, reachableHost(address, engineHost), apiServer.certSANs.join(' ')]
}

describe('an engine of this host publishes the API on loopback', () => {
  test.for([
    ['127.0.0.1', {}, ['127.0.0.1', '127.0.0.1', 'localhost 127.0.0.1']],
    ['localhost', {}, ['127.0.0.1', '127.0.0.1', 'localhost 127.0.0.1']],
    ['::1', {}, ['127.0.0.1', '127.0.0.1', 'localhost 127.0.0.1 ::1']],
    ['127.0.0.1', { ipFamily: 'dual' }, ['127.0.0.1', '127.0.0.1', 'localhost 127.0.0.1']],
    ['127.0.0.1', { ipFamily: 'ipv6' }, ['::1', '::1', 'localhost ::1 127.0.0.1']],
    ['127.0.0.1', { apiServerAddress: '0.0.0.0' }, ['0.0.0.0', '127.0.0.1', 'localhost 127.0.0.1 0.0.0.0']],
    ['127.0.0.1', { apiServerAddress: '::' }, ['::', '::1', 'localhost 127.0.0.1 :: ::1']],
    ['127.0.0.1', { apiServerAddress: '172.17.0.1' }, ['172.17.0.1', '172.17.0.1', 'localhost 127.0.0.1 172.17.0.1']],
  ] as const)('%s, %j', ([host, networking, expected]) => {
    expect(publish(host, networking)).toEqual(expected)
  })
})

describe('an engine of another host publishes it on all addresses, and the certificate bears its name', () => {
  test.for([
    ['docker', {}, ['0.0.0.0', 'docker', 'localhost 127.0.0.1 0.0.0.0 docker']],
    ['10.0.0.7', {}, ['0.0.0.0', '10.0.0.7', 'localhost 127.0.0.1 0.0.0.0 10.0.0.7']],
    ['fd00::7', {}, ['::', 'fd00::7', 'localhost 127.0.0.1 :: fd00::7']],
    ['docker', { ipFamily: 'ipv6' }, ['::', 'docker', 'localhost ::1 :: docker']],
    ['docker', { ipFamily: 'dual' }, ['0.0.0.0', 'docker', 'localhost 127.0.0.1 0.0.0.0 docker']],
    ['docker', { apiServerAddress: '0.0.0.0' }, ['0.0.0.0', 'docker', 'localhost 127.0.0.1 0.0.0.0 docker']],
    ['docker', { apiServerAddress: '10.0.0.7' }, ['10.0.0.7', '10.0.0.7', 'localhost 127.0.0.1 10.0.0.7 docker']],
    ['127.0.0.2', {}, ['0.0.0.0', '127.0.0.2', 'localhost 127.0.0.1 0.0.0.0 127.0.0.2']],
  ] as const)('%s, %j', ([host, networking, expected]) => {
    expect(publish(host, networking)).toEqual(expected)
    expect(publish(host, networking, 3), 'the load balancer, too').toEqual(expected)
  })
})

test('what another program published on loopback there is tried by the name of that host', () => {
  expect(reachableHost('127.0.0.1', 'docker')).toBe('docker')
  expect(reachableHost('127.0.0.1', '127.0.0.1')).toBe('127.0.0.1')
})

test.for(['127.0.0.1', '127.0.0.53', '::1'])('%s asked for with an engine elsewhere is refused, with what to set', (apiServerAddress) => {
  const plan = samplePlan({ networking: { apiServerAddress } }, { engineHost: 'docker' })
  expect(() => checkPlan(plan)).toThrow(
    `networking.apiServerAddress  "${apiServerAddress}" leads nowhere from here: the engine is on the host "docker", whose own address that is; leave it out, or set "${apiServerAddress === '::1' ? '::' : '0.0.0.0'}"`,
  )
  expect(checkPlan(samplePlan({ networking: { apiServerAddress } }))).toEqual([])
})

test('a host whose name no certificate may bear is refused, for kubeadm would', () => {
  const { networking } = samplePlan().spec
  for (const host of ['my_docker', '-docker', 'a..b', 'a'.repeat(254)])
    expect(findApiAddressProblems(networking, host)).toEqual([expect.stringContaining(`DOCKER_HOST  the host "${host}"`)])
  for (const host of ['docker', 'host.docker.internal', '10.0.0.7', 'fd00::7', 'localhost'])
    expect(findApiAddressProblems(networking, host)).toEqual([])
})

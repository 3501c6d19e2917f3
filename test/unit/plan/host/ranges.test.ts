import { expect, test } from 'vitest'
import type { HostDemand, NetworkSurroundings } from '../../../../src/plan/host/examination.ts'
import { judgeHost } from '../../../../src/plan/host/judge-host.ts'
import { examineHealthy } from '../../../support/captured-hosts.ts'

const demand: HostDemand = {
  nodes: [{ role: 'control-plane' }],
  networking: { ipFamily: 'ipv4', podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' },
}
const healthy = examineHealthy()

/** The lines about ranges that are not ok, each with what mends it. */
function judge(network: Partial<NetworkSurroundings>): string[] {
  return judgeHost({ ...healthy, network: { ...healthy.network, ...network } }, demand)
    .filter(({ check, state }) => ['subnets', 'network'].includes(check) && state !== 'ok')
    .map(({ text, do: remedy }) => `${text} | ${remedy}`)
}

test("a VPN that takes pods' and Services' ranges: what is proposed is not in it", () => {
  expect(judge({ routes: [{ range: '10.0.0.0/8', device: 'tun0' }] })).toMatchInlineSnapshot(`
    [
      "networking.podSubnet "10.244.0.0/16" overlaps 10.0.0.0/8, which this host reaches through tun0: the nodes and pods of this cluster cannot | networking: { podSubnet: '192.168.192.0/20', serviceSubnet: '192.168.208.0/20' }",
      "networking.serviceSubnet "10.96.0.0/16" overlaps 10.0.0.0/8, which this host reaches through tun0: the nodes and pods of this cluster cannot | networking: { podSubnet: '192.168.192.0/20', serviceSubnet: '192.168.208.0/20' }",
    ]
  `)
})

test('a VPN that takes all that is private but little', () => {
  const routes = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/11'].map((range) => ({ range, device: 'wg0' }))
  expect(judge({ routes })).toMatchInlineSnapshot(`
    [
      "networking.podSubnet "10.244.0.0/16" overlaps 10.0.0.0/8, which this host reaches through wg0: the nodes and pods of this cluster cannot | networking: { podSubnet: '100.126.0.0/16', serviceSubnet: '100.127.0.0/16' }",
      "networking.serviceSubnet "10.96.0.0/16" overlaps 10.0.0.0/8, which this host reaches through wg0: the nodes and pods of this cluster cannot | networking: { podSubnet: '100.126.0.0/16', serviceSubnet: '100.127.0.0/16' }",
      "the network kind would get 172.18.0.0/16, and this host reaches 172.16.0.0/12 through wg0: one of both is out of reach | docker network create --subnet 100.125.0.0/16 kind",
    ]
  `)
})

test("the engine's own networks are in nobody's way, whatever their bridges are called", () => {
  const networks = [
    { name: 'kind', subnets: ['172.18.0.0/16', 'fc00:f853:ccd:e793::/64'], ipv6: true },
    { name: 'shop', subnets: ['172.20.0.0/16'], ipv6: false },
  ]
  const routes = [
    { range: '172.18.0.0/16', device: 'kind-bridge' },
    { range: '172.20.0.0/16', device: 'br-0123456789ab' },
    { range: '192.168.2.0/24', device: 'wlan0' },
  ]
  expect(judge({ networks, routes })).toEqual([])
})

test('the network that is there lies in the range of a VPN', () => {
  const networks = [{ name: 'kind', subnets: ['172.18.0.0/16'], ipv6: false }]
  expect(judge({ networks, routes: [{ range: '172.16.0.0/12', device: 'tun0' }] })).toMatchInlineSnapshot(`
    [
      "the network kind has 172.18.0.0/16, and this host reaches 172.16.0.0/12 through tun0: one of both is out of reach | docker network rm kind && docker network create --subnet 100.125.0.0/16 kind",
    ]
  `)
})

test('networks of others leave no range', () => {
  const networks = Array.from({ length: 14 }, (_, index) => ({ name: `n${index}`, subnets: [`172.${18 + index}.0.0/16`], ipv6: false }))
  expect(judge({ networks })).toMatchInlineSnapshot(`
    [
      "networks of the engine take all of 172.18.0.0/16 to 172.31.0.0/16: the network kind could not be made | docker network prune",
    ]
  `)
})

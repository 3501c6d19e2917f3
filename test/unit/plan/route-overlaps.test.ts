import { expect, test } from 'vitest'
import { parseRoutes } from '../../../src/cluster/host-routes.ts'
import { findRouteOverlaps } from '../../../src/plan/route-overlaps.ts'

// A laptop with a VPN, as its kernel tells it.
const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
`

test('a range that the host reaches elsewhere is worth a word; the default route is not', () => {
  expect(parseRoutes(table)).toEqual([
    { device: 'eth0', range: '192.168.2.0/24' },
    { device: 'tun0', range: '10.0.0.0/8' },
  ])
  const networking = { podSubnet: '10.244.0.0/16,fd00:10:244::/56', serviceSubnet: '172.30.0.0/16' }
  expect(findRouteOverlaps(networking as Parameters<typeof findRouteOverlaps>[0], parseRoutes(table))).toEqual([
    'networking.podSubnet "10.244.0.0/16" overlaps 10.0.0.0/8, which this host reaches through tun0: the nodes and pods of this cluster cannot',
  ])
})

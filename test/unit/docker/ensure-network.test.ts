import { expect, test } from 'vitest'
import { ensureNetwork } from '../../../src/docker/networks.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

test('a network that somebody else removes while it is made is made again', async () => {
  const network = { Id: 'n1', Name: 'kind', Labels: {}, IPAM: { Config: [{ Subnet: '172.18.0.0/16' }] } }
  await using fake = await startFakeEngine({
    // Absent, made and gone at two looks, made and there.
    'GET /networks': [{ body: [] }, { body: [] }, { body: [] }, { body: [network] }],
    'GET /networks/bridge': [{ body: { Options: {} } }],
    'GET /networks/n1': [{ body: network }],
    'POST /networks/create': [{ status: 201, body: { Id: 'n1' } }],
  })
  const engine = await fake.connect()
  expect(await ensureNetwork(engine, { name: 'kind', subnets: ['172.18.0.0/16'], ipv6: false, labels: {} })).toMatchObject({ id: 'n1' })
  expect(fake.asked.filter((request) => request.startsWith('POST /networks/create'))).toHaveLength(2)
})

test.for([
  ['Docker', 403, 'Pool overlaps with other one on this address space'],
  ['Podman', 500, 'subnet 172.18.0.0/16 is already used on the host or by another config'],
] as const)('where a range is taken the next one is, as %s says so', async ([, status, message]) => {
  const network = { Id: 'n1', Name: 'kind', Labels: {}, IPAM: { Config: [{ Subnet: '172.19.0.0/16' }] } }
  await using fake = await startFakeEngine({
    'GET /networks': [{ body: [] }, { body: [] }, { body: [network] }],
    'GET /networks/bridge': [{ body: { Options: {} } }],
    'GET /networks/n1': [{ body: network }],
    'POST /networks/create': [
      { status, body: { message } },
      { status: 201, body: { Id: 'n1' } },
    ],
  })
  const engine = await fake.connect()
  const subnets = ['172.18.0.0/16', '172.19.0.0/16']
  expect(await ensureNetwork(engine, { name: 'kind', subnets, ipv6: false, labels: {} })).toMatchObject({ subnets: ['172.19.0.0/16'] })
  expect(fake.asked.filter((request) => request.startsWith('POST /networks/create'))).toHaveLength(2)
})

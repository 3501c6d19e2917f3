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

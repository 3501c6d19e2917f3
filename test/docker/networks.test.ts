import { expect } from 'vitest'
import { findCause } from '../../src/boot/causes/find-cause.ts'
import { causes } from '../../src/boot/causes/index.ts'
import { describeStop } from '../../src/boot/describe-failure.ts'
import { inspectContainer, removeContainer } from '../../src/docker/containers.ts'
import { ensureNetwork, findNetwork, listNetworks, removeNetwork, type NetworkRequest } from '../../src/docker/networks.ts'
import { IDLE, test as base } from '../support/engine-test.ts'
import { TEST_LABEL } from '../support/test-label.ts'

// Of the ranges kept for benchmarks (RFC 2544) and for local use (RFC 4193): nobody's addresses outside this machine.
const SUBNETS = ['198.19.241.0/24', '198.19.242.0/24', 'fd00:7e57:1::/64', 'fd00:7e57:2::/64']

const test = base.extend(
  'request',
  async ({ engine, mark }, { onCleanup }): Promise<(name: string, more?: Partial<NetworkRequest>) => NetworkRequest> => {
    onCleanup(async () => {
      for (const { id, containers } of await listNetworks(engine, { [TEST_LABEL]: mark })) {
        await Promise.all(containers.map((container) => removeContainer(engine, container)))
        await removeNetwork(engine, id)
      }
    })
    return (name, more) => ({ name: `${mark}-${name}`, subnets: SUBNETS, labels: { [TEST_LABEL]: mark }, ipv6: true, ...more })
  },
)

test('makes a network with the subnets asked for, and takes it as it is the next time', async ({ engine, mark, request }) => {
  const made = await ensureNetwork(engine, request('net', { mtu: 1400 }))
  expect(made).toMatchObject({
    name: `${mark}-net`,
    labels: { [TEST_LABEL]: mark },
    subnets: ['198.19.241.0/24', 'fd00:7e57:1::/64'],
    ipv6: true,
    containers: [],
  })
  expect(await ensureNetwork(engine, request('net', { subnets: ['198.19.243.0/24'] }))).toEqual(made)
  const facts = await engine.docker.getNetwork(made.id).inspect()
  expect(facts.Options).toEqual({ 'com.docker.network.bridge.enable_ip_masquerade': 'true', 'com.docker.network.driver.mtu': '1400' })
})

test('containers keep the addresses asked for', async ({ engine, request, run }) => {
  const network = await ensureNetwork(engine, request('fixed'))
  const id = await run('fixed', IDLE, {
    HostConfig: { NetworkMode: network.name },
    NetworkingConfig: { EndpointsConfig: { [network.name]: { IPAMConfig: { IPv4Address: '198.19.241.200' } } } },
  })
  expect(await inspectContainer(engine, id)).toMatchObject({
    addresses: { [network.name]: '198.19.241.200' },
    ipv6Addresses: { [network.name]: expect.stringMatching(/^fd00:7e57:1::/) },
  })
  expect((await findNetwork(engine, network.name))?.containers).toEqual([id])
  await expect(removeNetwork(engine, network.id)).rejects.toThrow(/has active endpoints/)
})

test('takes the next subnet where one overlaps', async ({ engine, request }) => {
  await ensureNetwork(engine, request('first'))
  expect((await ensureNetwork(engine, request('second'))).subnets).toEqual(['198.19.242.0/24', 'fd00:7e57:2::/64'])
})

test('an overlap without a way out is told', async ({ engine, mark, request }) => {
  await ensureNetwork(engine, request('first'))
  const error: Error = await ensureNetwork(engine, request('third', { subnets: ['198.19.241.0/25'] })).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: network <mark>-third could not be created
      seen   Pool overlaps with other one on this address space"
  `)
  const asOfBoot = describeStop(`stopped in ensure-network: ${error.message}`, [])
  expect(findCause(causes, { sources: [asOfBoot] })?.cause).toBe('subnet-clash')
})

test('many that ask at once get the same network, and there is one', async ({ engine, mark, request }) => {
  const asked = await Promise.all(Array.from({ length: 6 }, () => ensureNetwork(engine, request('shared'))))
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
  expect(await listNetworks(engine, { [TEST_LABEL]: mark })).toHaveLength(1)
})

test('a name that only begins alike is another network', async ({ engine, request, mark }) => {
  await ensureNetwork(engine, request('alike-more', { ipv6: false }))
  expect(await findNetwork(engine, `${mark}-alike`)).toBeUndefined()
})

test('removing what is gone is no error', async ({ engine, request }) => {
  const { id } = await ensureNetwork(engine, request('gone', { ipv6: false }))
  await removeNetwork(engine, id)
  await removeNetwork(engine, id)
})

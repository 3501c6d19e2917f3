import { expect, test } from 'vitest'
import { ensureImages } from '../../../src/boot/actions/ensure-images.ts'
import { findLoadBalancerImage } from '../../../src/cluster/find-load-balancer-image.ts'
import { samplePlan } from '../../support/sample-plan.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

const ours = { Id: 'sha256:1', Config: { Labels: { 'io.vitest-kind.image.contract': '1' } } }
const stock = { Id: 'sha256:2', Config: { Labels: null } }
const kinds = 'kindest/haproxy:v20230606-42a2262b'

test.for([
  ['our node image serves', { 'shop/node:1': ours }, 'shop/node:1'],
  [
    'beside stock images, the one that was built does',
    { 'shop/node:1': stock, 'vitest-kind/node:v1.37.2': ours },
    'vitest-kind/node:v1.37.2',
  ],
  ["or kind's, if that is here", { 'shop/node:1': stock, [kinds]: stock }, kinds],
  ['a stock image has no haproxy in it', { 'shop/node:1': stock }, undefined],
] as const)('%s', async ([, images, expected]) => {
  await using fake = await startFakeEngine({
    'GET /images/json': [{ body: Object.keys(images).map((name) => ({ RepoTags: [name] })) }],
    ...Object.fromEntries(Object.entries(images).map(([name, body]) => [`GET /images/${name}/json`, [{ body }]])),
  })
  const { spec } = samplePlan({ image: 'shop/node:1', controlPlanes: 3 })
  expect(await findLoadBalancerImage(await fake.connect(), spec)).toBe(expected)
})

test('one control plane needs none, and nobody is asked', async () => {
  await using fake = await startFakeEngine({})
  const engine = await fake.connect()
  expect(await findLoadBalancerImage(engine, samplePlan({ workers: 2 }).spec)).toBeUndefined()
  expect(fake.asked.filter((request) => request.includes('/images/'))).toEqual([])
})

test('where none is to be had, the error names both that would do', async () => {
  const refusal = {
    status: 500,
    body: { message: 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host' },
  }
  await using fake = await startFakeEngine({
    'GET /images/json': [{ body: [] }],
    'GET /images/shop/node:1/json': [{ body: stock }],
    'POST /images/create': [refusal],
  })
  const engine = await fake.connect()
  const { spec, policy } = samplePlan({ image: 'shop/node:1', controlPlanes: 3 })
  const ensure = ensureImages.run({
    engine,
    spec,
    policy,
    network: 'kind',
    owner: '',
    signal: new AbortController().signal,
    notice: () => {},
    detail: () => {},
    amount: () => {},
  })
  await expect(ensure).rejects.toThrow(
    /^KIND_IMAGE_MISSING: no image for the load balancer of several control planes.*kindest\/haproxy.*\n.*\n.*build node-image/,
  )
})

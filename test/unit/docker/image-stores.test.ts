// What engines newer than the one at hand are asked, and say, of their images.
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { findImage, readImageDigests, saveImages } from '../../../src/docker/images/images.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

// Fields as in the Engine API's reference, 1.48.
const inspected = { Id: 'sha256:index', Os: 'linux', Architecture: 'arm', Variant: 'v7', Size: 1, Config: {} }
const manifests = [
  { ID: 'sha256:arm', Kind: 'image', Available: true },
  { ID: 'sha256:amd64', Kind: 'image', Available: false },
  { ID: 'sha256:proof', Kind: 'attestation', Available: true },
]

test('an image of the containerd store is known by its index and by the manifests that are here', async () => {
  await using fake = await startFakeEngine({
    'GET /images/shop:1/json': [{ body: inspected }, { body: { ...inspected, Manifests: manifests } }],
  })
  const engine = await fake.connect()
  const { id, platform } = (await findImage(engine, 'shop:1'))!
  expect(platform).toBe('linux/arm/v7')
  expect(await readImageDigests(engine, { reference: 'shop:1', id })).toEqual(['sha256:index', 'sha256:arm'])
  expect(fake.asked.at(-1)).toBe('GET /images/shop:1/json?manifests=true')
})

test('one of the classic store is known by its id', async () => {
  await using fake = await startFakeEngine({ 'GET /images/shop:1/json': [{ body: { ...inspected, Id: 'sha256:config' } }] })
  expect(await readImageDigests(await fake.connect(), { reference: 'shop:1', id: 'sha256:config' })).toEqual(['sha256:config'])
})

test.for([
  ['1.41', 'GET /images/get?names=shop%3A1&names=web%3A1'],
  ['1.47', 'GET /images/get?names=shop%3A1&names=web%3A1'],
  [
    '1.48',
    'GET /images/get?names=shop%3A1&names=web%3A1&platform=%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22arm%22%2C%22variant%22%3A%22v7%22%7D',
  ],
  [
    '2.0',
    'GET /images/get?names=shop%3A1&names=web%3A1&platform=%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22arm%22%2C%22variant%22%3A%22v7%22%7D',
  ],
] as const)('an engine of API %s saves one platform if it can', async ([ApiVersion, asked]) => {
  await using fake = await startFakeEngine({ 'GET /version': [{ body: { ApiVersion } }], 'GET /images/get': [{ body: 'tar' }] })
  const archive = await saveImages(await fake.connect(), ['shop:1', 'web:1'], { platform: 'linux/arm/v7' })
  expect(await text(archive)).toBe('tar')
  expect(fake.asked.at(-1)).toBe(asked)
})

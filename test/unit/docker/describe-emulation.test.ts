import { expect, test } from 'vitest'
import { describeEmulation } from '../../../src/docker/describe.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

const info = { Architecture: 'x86_64', OSType: 'linux', Driver: 'overlay2', SystemTime: '2026-12-01T00:00:00Z' }
const startEngine = (image: object | undefined) =>
  startFakeEngine({
    'GET /info': [{ body: info }],
    'GET /containers/c0/json': [{ body: { Image: 'sha256:11fa' } }],
    ...(image !== undefined && { 'GET /images/sha256:11fa/json': [{ body: { Id: 'sha256:11fa', Config: {}, ...image } }] }),
  })

test.for([
  ['the same', { Os: 'linux', Architecture: 'amd64' }, undefined],
  ['a variant of it', { Os: 'linux', Architecture: 'amd64', Variant: 'v2' }, undefined],
  ['another', { Os: 'linux', Architecture: 'arm64' }, 'linux/arm64 on linux/amd64'],
  ['another with its variant', { Os: 'linux', Architecture: 'arm64', Variant: 'v8' }, 'linux/arm64/v8 on linux/amd64'],
  ['not to be told, as the image has gone', undefined, undefined],
] as const)("a container's architecture is %s", async ([, image, told]) => {
  await using fake = await startEngine(image)
  expect(await describeEmulation(await fake.connect(), 'c0')).toBe(told)
})

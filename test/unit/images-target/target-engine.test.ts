import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { planDebianNames } from '../../../images/base/debian-image.ts'
import { buildImage } from '../../../images/engine/build-image.ts'
import { nodeImageName } from '../../../images/node/assemble.ts'
import { aimEngine, nameOn } from '../../../images/target/target-engine.ts'
import { chooseBuiltImage } from '../../../src/plan/node-image.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

const built = { 'POST /build': [{ body: '{"stream":"done"}\n' }], 'GET /images/json': [{ body: [] }] }
const create = { 'POST /containers/create': [{ status: 201, body: { Id: 'c0' } }] }

test('an image of another architecture has a name of its own, and is built and run for its platform', async () => {
  await using fake = await startFakeEngine({ ...built, ...create })
  const engine = aimEngine(await fake.connect(), 'arm64')
  await buildImage(engine, { tag: 'vitest-kind/node:v1.37.2', context: Readable.from(['']), dockerfile: 'Dockerfile' })
  await engine.docker.createContainer({ Image: 'vitest-kind/base:bookworm-arm64' })
  const asked = fake.asked.map((line) => new URL(line.split(' ')[1]!, 'http://engine').searchParams)
  expect(asked.map((query) => [query.get('t'), query.get('platform')]).filter(([, platform]) => platform)).toEqual([
    ['vitest-kind/node:v1.37.2-arm64', 'linux/arm64'],
    [null, 'linux/arm64'],
  ])
})

test("an engine's own architecture is left to the engine, and in no name", async () => {
  await using fake = await startFakeEngine(built)
  await buildImage(await fake.connect(), { tag: 'vitest-kind/node:v1.37.2', context: Readable.from(['']), dockerfile: 'Dockerfile' })
  const query = new URL(fake.asked.find((line) => line.startsWith('POST /build'))!.split(' ')[1]!, 'http://engine').searchParams
  expect([query.get('t'), query.get('platform')]).toEqual(['vitest-kind/node:v1.37.2', null])
})

test('with another signal it goes on building for that architecture', async () => {
  await using fake = await startFakeEngine({})
  const engine = aimEngine(await fake.connect(), 'arm64').until(new AbortController().signal)
  expect(nameOn(engine, nodeImageName('v1.37.2'))).toBe('vitest-kind/node:v1.37.2-arm64')
})

test('no cluster takes an image of another architecture by itself', () => {
  const present = [{ tags: ['vitest-kind/node:v1.37.2-arm64', 'vitest-kind/node:v1.36.4'], digests: [] }]
  expect(chooseBuiltImage('1.37', present)).toBeUndefined()
  expect(chooseBuiltImage(undefined, present)).toBe('vitest-kind/node:v1.36.4')
})

test("the Debian it stands on never takes the place of the engine's own", () => {
  expect([undefined, 'amd64', 'arm64'].map((target) => planDebianNames(target as 'arm64' | undefined))).toMatchInlineSnapshot(`
    [
      {
        "ownImage": "vitest-kind/debian:bookworm",
        "registryImage": "debian:bookworm-slim",
      },
      {
        "ownImage": "vitest-kind/debian:bookworm-amd64",
        "registryImage": "amd64/debian:bookworm-slim",
      },
      {
        "ownImage": "vitest-kind/debian:bookworm-arm64",
        "registryImage": "arm64v8/debian:bookworm-slim",
      },
    ]
  `)
})

import { expect } from 'vitest'
import { extract } from 'tar-stream'
import { text } from 'node:stream/consumers'
import { findImage, pullImage, saveImages } from '../../src/docker/images/images.ts'
import { test } from '../support/engine-test.ts'
import { TEST_LABEL } from '../support/test-label.ts'

test('tells what an image is', async ({ engine, image, mark }) => {
  expect(await findImage(engine, image)).toEqual({
    id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    labels: { [TEST_LABEL]: mark },
    platform: expect.stringMatching(/^linux\/(amd64|arm64)$/),
    sizeBytes: expect.any(Number),
    tags: [image],
  })
})

test('an image that is not there is undefined', async ({ engine, mark }) => {
  expect(await findImage(engine, `vitest-kind/${mark}:none`)).toBeUndefined()
})

test('saves several images as one stream, shared layers once', async ({ engine, image, mark, onTestFinished }) => {
  const repo = `vitest-kind/${mark}-again`
  const other = `${repo}:1`
  await engine.docker.getImage(image).tag({ repo, tag: '1' })
  onTestFinished(async () => {
    await engine.docker.getImage(other).remove()
  })
  const entries = new Map<string, string>()
  for await (const entry of (await saveImages(engine, [image, other])).pipe(extract())) entries.set(entry.header.name, await text(entry))
  expect(JSON.parse(entries.get('manifest.json') ?? '')).toMatchObject([{ RepoTags: expect.arrayContaining([image, other]) }])
  expect([...entries.keys()].filter((name) => name.endsWith('layer.tar'))).toHaveLength(1)
})

test('saving what is not there is told', async ({ engine, mark }) => {
  const error: Error = await saveImages(engine, [`vitest-kind/${mark}:none`]).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: vitest-kind/<mark>:none could not be saved
      seen   reference does not exist"
  `)
})

test('an image that can be had nowhere is told in the words of the engine', async ({ engine }) => {
  // Nothing listens on port 1, and the engine speaks HTTP with a registry on its own host.
  const error: Error = await pullImage(engine, '127.0.0.1:1/acme/node:1').then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message).toMatch(/^KIND_IMAGE_MISSING: image 127.0.0.1:1\/acme\/node:1 could not be pulled\n  seen   .*connection refused$/)
})

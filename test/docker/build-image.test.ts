import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { buildImage, type ImageBuildPlan } from '../../src/docker/images/build-image.ts'
import { findImage } from '../../src/docker/images/images.ts'
import { isKindError, type KindError } from '../../src/support/errors.ts'
import { test as base } from '../support/engine-test.ts'

const test = base
  .extend('folder', async ({}, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-build-'))
    onCleanup(() => rm(folder, { recursive: true }))
    return folder
  })
  .extend('plan', ({ folder, mark, engine, image }, { onCleanup }) => {
    const tag = `vitest-kind/${mark}-built:1`
    onCleanup(async () => {
      if (await findImage(engine, tag)) await engine.docker.getImage(tag).remove({ force: true })
    })
    return async (lines: readonly string[], options: Partial<ImageBuildPlan> = {}): Promise<ImageBuildPlan> => {
      const plan = { folder, dockerfile: 'Dockerfile', args: {}, tag, ...options }
      await writeFile(join(folder, plan.dockerfile), [`FROM ${image}`, ...lines, ''].join('\n'))
      return plan
    }
  })

async function failToBuild(building: Promise<void>): Promise<KindError> {
  const error: unknown = await building.then(
    () => new Error('it was built'),
    (reason: unknown) => reason,
  )
  if (!isKindError(error)) throw error
  return error
}

test('a folder becomes an image, without what its .dockerignore names', async ({ engine, plan, folder }) => {
  await Promise.all([
    writeFile(join(folder, 'secret'), 'x'),
    writeFile(join(folder, '.dockerignore'), 'secret\n'),
    writeFile(join(folder, 'here'), 'x'),
  ])
  const build = await plan(['ARG WHO', 'LABEL who=$WHO', 'COPY . /app', 'RUN ls /app/here && ! ls /app/secret'], {
    dockerfile: 'other.Dockerfile',
    args: { WHO: 'me' },
  })
  await buildImage(engine, build)
  expect((await findImage(engine, build.tag))?.labels).toMatchObject({ who: 'me' })
})

test('a step that fails is told with its own last words, and its container goes', async ({ engine, plan, folder, mark }) => {
  const build = await plan(['RUN echo "no such flour" >&2; exit 3'])
  const error = await failToBuild(buildImage(engine, build))
  expect(
    error.message
      .replaceAll(folder, '<folder>')
      .replaceAll(mark, '<mark>')
      .replaceAll(/[0-9a-f]{12}/g, '<id>'),
  ).toMatchInlineSnapshot(`
    "KIND_BUILD_FAILED: image vitest-kind/<mark>-built:1 could not be built from <folder>
      seen   Step 1/5 : FROM vitest-kind/<mark>:1
      seen   Step 2/5 : RUN echo "no such flour" >&2; exit 3
      seen   no such flour
      seen   The command '/bin/sh -c echo "no such flour" >&2; exit 3' returned a non-zero code: 3"
  `)
  const left = await engine.docker.listContainers({ all: true, filters: { ancestor: [`vitest-kind/${mark}:1`] } })
  expect(left).toEqual([])
})

test('what the engine refuses at once is told, too, although an older image of that name is there', async ({ engine, plan, folder }) => {
  const build = await plan([])
  await buildImage(engine, build)
  await writeFile(join(folder, 'Dockerfile'), 'FRM scratch\n')
  const error = await failToBuild(buildImage(engine, build))
  expect(error.code).toBe('KIND_BUILD_FAILED')
  expect(error.facts.seen?.join('\n')).toMatch(/unknown instruction: FRM/i)
})

test('a build that nobody waits for any more ends, and leaves no container', async ({ engine, plan, mark }) => {
  const build = await plan(['RUN sleep 60'])
  const given = new AbortController()
  const building = failToBuild(buildImage(engine.until(given.signal), build))
  const filters = { ancestor: [`vitest-kind/${mark}:1`] }
  const list = (): Promise<unknown[]> => engine.docker.listContainers({ all: true, filters })
  await expect.poll(list, { timeout: 20_000 }).toHaveLength(1)
  given.abort(new Error('enough'))
  expect((await building).code).toBe('KIND_CANCELLED')
  await expect.poll(list, { timeout: 20_000 }).toEqual([])
})

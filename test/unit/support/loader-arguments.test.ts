import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { loaderArguments } from '../../../src/support/loader-arguments.ts'

const test = base.extend('folder', async ({}, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'a project ü '))
  onCleanup(() => rm(folder, { recursive: true }))
  return folder
})

test('packages in node_modules need nothing', () => {
  expect(loaderArguments(undefined)).toEqual([])
})

test("under Plug'n'Play it is the project's hook, and the second one where Yarn has written it", async ({ folder }) => {
  const hook = join(folder, '.pnp.cjs')
  expect(loaderArguments('3', () => hook)).toEqual(['--require', hook])
  await writeFile(join(folder, '.pnp.loader.mjs'), '')
  const [, , option, url] = loaderArguments('3', () => hook)
  expect(option).toBe('--experimental-loader')
  expect(url).toMatch(/^file:\/\/.*a%20project%20%C3%BC%20.*\/\.pnp\.loader\.mjs$/)
})

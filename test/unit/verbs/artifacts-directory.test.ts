import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import type { ArtifactsDirectory } from '../../../src/verbs/artifacts-directory.ts'
import { runScript } from '../../support/run-script.ts'

interface Outcome extends Partial<ArtifactsDirectory> {
  readonly error?: string
}

// A process of its own for each: TMPDIR is its own, and root is nobody there, as whom a read-only folder is one.
const test = base
  .extend('folder', async ({}, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-artifacts-'))
    onCleanup(() => rm(folder, { recursive: true }))
    await chmod(folder, 0o755)
    await mkdir(join(folder, 'project'))
    await mkdir(join(folder, 'tmp'))
    await chmod(join(folder, 'tmp'), 0o1777)
    return folder
  })
  .extend('choose', ({ folder }) => async (root = join(folder, 'project'), asNobody = process.getuid?.() === 0): Promise<Outcome> => {
    const { stdout } = await runScript(
      `const { chooseArtifactsDirectory } = await import('./src/verbs/artifacts-directory.ts')
       console.log(JSON.stringify(await chooseArtifactsDirectory(${JSON.stringify(root)}).catch((error) => ({ error: error.message }))))`,
      { asNobody, env: { TMPDIR: join(folder, 'tmp') } },
    )
    return JSON.parse(stdout) as Outcome
  })

test('in the project where that can be written to, for the owner alone', async ({ folder, choose }) => {
  await chmod(join(folder, 'project'), 0o777)
  const path = join(folder, 'project/.vitest/kind')
  expect(await choose()).toEqual({ path })
  expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test('a directory that an older release left open is closed', async ({ folder, choose }) => {
  const path = join(folder, 'project/.vitest/kind')
  await mkdir(path, { recursive: true, mode: 0o755 })
  expect(await choose(undefined, false)).toEqual({ path })
  expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test('in a folder of this user elsewhere, named for the project, where the project cannot be written to', async ({ folder, choose }) => {
  await chmod(join(folder, 'project'), 0o555)
  const { path = '', notice } = await choose()
  expect(path).toMatch(new RegExp(`^${folder}/tmp/vitest-kind-\\d+/project-[0-9a-f]{8}$`))
  expect(notice).toBe(
    `kubeconfigs and evidence are in ${path}, since ${folder}/project/.vitest/kind cannot be written to: permission denied`,
  )
  expect((await stat(path)).mode & 0o777).toBe(0o700)
  expect(await choose(), 'the same place the next time').toMatchObject({ path })
})

test('below /proc, where nothing can be made', async ({ choose }) => {
  expect(await choose('/proc')).toMatchObject({ notice: expect.stringContaining('/proc/.vitest/kind cannot be written to: ') })
})

test('a file in the way is told apart from a folder that may not be written to', async ({ folder, choose }) => {
  await writeFile(join(folder, 'project/.vitest'), '')
  expect((await choose()).notice).toContain('cannot be written to: a file is in the way')
})

test('with no place at all it is refused, with both reasons and what to do', async ({ folder, choose }) => {
  await chmod(join(folder, 'project'), 0o555)
  await chmod(join(folder, 'tmp'), 0o555)
  const { error } = await choose()
  expect(error).toContain('KIND_CONFIG_INVALID: there is no place for kubeconfigs and evidence; nothing was started')
  expect(error).toContain(`seen   ${folder}/project/.vitest/kind cannot be written to: permission denied`)
  expect(error).toContain(`do     mount a writable folder at ${folder}/project/.vitest, or set TMPDIR to one of your own`)
})

test('a link that somebody else has laid in the shared temporary folder is not followed', async ({ folder, choose }) => {
  await chmod(join(folder, 'project'), 0o555)
  const user = process.getuid?.() === 0 ? 65_534 : process.getuid?.()
  await mkdir(join(folder, 'elsewhere'), { mode: 0o777 })
  await symlink(join(folder, 'elsewhere'), join(folder, `tmp/vitest-kind-${user}`))
  expect((await choose()).error).toContain('is not a directory')
  expect(await readdir(join(folder, 'elsewhere'))).toEqual([])
})

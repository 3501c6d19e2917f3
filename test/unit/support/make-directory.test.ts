import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { makeDirectory } from '../../../src/support/make-directory.ts'

const test = base.extend('root', async ({ task }, { onCleanup }) => {
  const root = await mkdtemp(join(tmpdir(), `make-directory-${task.id}-`))
  onCleanup(() => rm(root, { recursive: true, force: true }))
  return root
})

test('makes what is missing on the way, and leaves what is there', async ({ root }) => {
  await makeDirectory(join(root, 'a/b/c'), { mode: 0o700 })
  await makeDirectory(join(root, 'a/b/c/d'))
  await makeDirectory(join(root, 'a/b/c'))
  expect((await stat(join(root, 'a/b'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(root, 'a/b/c'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(root, 'a/b/c/d'))).isDirectory()).toBe(true)
})

test('the root and a link to a folder are there already', async ({ root }) => {
  await makeDirectory('/')
  await symlink(root, join(root, 'link'))
  await makeDirectory(join(root, 'link'))
  await makeDirectory(join(root, 'link/x'))
})

test('several may make the same one at once', async ({ root }) => {
  await Promise.all(Array.from({ length: 20 }, () => makeDirectory(join(root, 'a/b/c/d/e'))))
})

test('a file in the way is told', async ({ root }) => {
  await writeFile(join(root, 'file'), '')
  await expect(makeDirectory(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeDirectory(join(root, 'file/x'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  await symlink('nowhere', join(root, 'dangling'))
  await expect(makeDirectory(join(root, 'dangling'))).rejects.toMatchObject({ code: 'EEXIST' })
})

// Node.js' own mkdir with `recursive` never ends there.
test.runIf(process.platform === 'linux').for(['/proc', '/proc/self', '/proc/self/fd', '/dev/fd'])(
  '%s takes no folder, and that is an error',
  async (place) => {
    await expect(makeDirectory(join(place, 'x/y/z'))).rejects.toMatchObject({ code: 'ENOENT' })
  },
)

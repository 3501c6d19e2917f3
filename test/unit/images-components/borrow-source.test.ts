import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { borrowSource } from '../../../images/components/borrow-source.ts'
import { mainAsPackage } from '../../../images/components/recipe.ts'

let module: string
let target: string

beforeEach(async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'borrow-'))
  onTestFinished(() => rm(scratch, { recursive: true }))
  module = join(scratch, 'module')
  target = join(scratch, 'target')
  await mkdir(join(module, 'plugin', 'deeper'), { recursive: true })
  await writeFile(join(module, 'plugin', 'main.go'), 'package main\n\nfunc main() {\n}\n')
  await writeFile(join(module, 'plugin', 'more.go'), '// what it does\n\npackage main\n')
  await writeFile(join(module, 'plugin', 'main_test.go'), 'package main\n')
  await writeFile(join(module, 'plugin', 'deeper', 'part.go'), 'package deeper\n')
})

test('a program becomes a package that can be imported, without its tests', async () => {
  await borrowSource({ module: 'm', from: 'plugin', to: 'bridge', edits: mainAsPackage('bridge') }, module, target)
  expect((await readdir(join(target, 'bridge'))).toSorted()).toEqual(['main.go', 'more.go'])
  expect(await readFile(join(target, 'bridge', 'main.go'), 'utf8')).toBe('package bridge\n\nfunc Main() {\n}\n')
  expect(await readFile(join(target, 'bridge', 'more.go'), 'utf8')).toBe('// what it does\n\npackage bridge\n')
})

test('an edit that a new version of the module has no place for is an error that names it', async () => {
  const edits = [{ find: '_ "m/udp"\n', replace: '' }]
  await expect(borrowSource({ module: 'm', from: 'plugin/main.go', to: 'main.go', edits }, module, target)).rejects.toThrow(
    'm/plugin/main.go does not contain "_ \\"m/udp\\"\\n"',
  )
})

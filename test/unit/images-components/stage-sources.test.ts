import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { GoToolchain } from '../../../images/components/go-toolchain.ts'
import type { Recipe } from '../../../images/components/recipe.ts'
import { stageSources } from '../../../images/components/stage-sources.ts'

// A stand-in for Go: it knows where the one module lies, and notes how a go.mod is to be edited.
let scratch: string
let go: GoToolchain

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'stage-'))
  onTestFinished(() => rm(scratch, { recursive: true }))
  await mkdir(join(scratch, 'module', 'wait'), { recursive: true })
  await writeFile(join(scratch, 'module', 'go.mod'), 'module example.com/m\n')
  await writeFile(join(scratch, 'module', 'wait', 'wait.go'), 'package wait\n\nconst pause = 5\n')
  const program = `#!/bin/sh
case "$2" in download) echo '{"Dir":"${scratch}/module"}' ;; edit) echo "$3" >>edited-go.mod ;; esac
`
  await writeFile(join(scratch, 'go'), program)
  await chmod(join(scratch, 'go'), 0o755)
  go = { version: 'go1.99.0', architecture: 'amd64', env: { PATH: `${scratch}:/usr/bin:/bin` } }
})

const recipe = (find: string): Recipe => ({
  component: 'etcd',
  pins: [],
  programs: [],
  edited: [{ module: 'example.com/m', from: 'wait/wait.go', edits: [{ find, replace: 'var pause = 1\n' }] }],
})

test('a module with an edited file is built from a copy of it, and is itself left alone', async () => {
  const folder = await stageSources(recipe('const pause = 5\n'), go, join(scratch, 'src'))
  expect(await readFile(join(folder, 'edited/example.com/m/wait/wait.go'), 'utf8')).toBe('package wait\n\nvar pause = 1\n')
  expect(await readFile(join(folder, 'edited/example.com/m/go.mod'), 'utf8')).toBe('module example.com/m\n')
  expect(await readFile(join(folder, 'edited-go.mod'), 'utf8')).toBe('-replace=example.com/m=./edited/example.com/m\n')
  expect(await readFile(join(scratch, 'module/wait/wait.go'), 'utf8')).toContain('const pause = 5')
  expect(await readFile(join(folder, 'main.go'), 'utf8'), "the recipe's own files").toContain('package main')
})

test('a version of the module that has no such text is an error', async () => {
  await expect(stageSources(recipe('const pause = 6\n'), go, join(scratch, 'src'))).rejects.toThrow(
    'example.com/m/wait/wait.go does not contain "const pause = 6\\n"',
  )
})

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isInstalled } from '../../../.ci/host/is-installed.mjs'

const wanted = {
  '': {},
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/b': { version: '2.0.0', optional: true },
}
const present = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }

test('needs nothing when all but what is for other platforms is there', () => {
  expect(check({ wanted, present })).toBe(true)
})

test.for([
  ['nothing was installed yet', { wanted }],
  ['npm ci was interrupted, so that there is no record', { wanted, program: true }],
  ['a version differs', { wanted: { ...wanted, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-x' } }, present }],
  ['a package was added', { wanted: { ...wanted, 'node_modules/c': { version: '1.0.0' } }, present }],
  ['a package was taken out', { wanted: { '': {} }, present }],
  ['the install script that brings Node.js was not allowed to run', { wanted, present, program: false }],
] as const)('installs when %s', ([, state]) => {
  expect(check(state)).toBe(false)
})

test('the lock file holds the optional packages of every platform: without them npm ci refuses it', () => {
  const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8')) as Lock
  const named = Object.values(packages).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
  expect(named.filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([])
})

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>
}

function check(state: { readonly wanted: object; readonly present?: object; readonly program?: boolean }): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'vitest-kind-installed-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: state.wanted }))
  if (state.present) writeFileSync(join(modules, '.package-lock.json'), JSON.stringify({ packages: state.present }))
  if (state.program ?? state.present) writeFileSync(join(modules, '.bin/node'), '')
  return isInstalled(join(folder, 'package-lock.json'), modules)
}

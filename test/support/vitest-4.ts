// The oldest Vitest of the peer range, from npm's registry, kept in .cache/ with copies of the samples and of the package beside it:
// all of them find this one before the repository's own.
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { OtherVitest } from './run-sample.ts'

export const oldestVitest = '4.1.12'

const root = join(import.meta.dirname, '../..')
const folder = join(root, '.cache/oldest-runner', oldestVitest)
const vitest = join(folder, 'node_modules/vitest')

/** `user` has copies of its own: test files run at once, and each begins with new ones. */
export async function prepareVitest4(user: string): Promise<OtherVitest> {
  if (!(await isInstalled())) await install()
  const own = join(folder, 'copies', user)
  const samples = join(own, 'samples')
  for (const [from, to] of [
    ['dist', join(own, 'node_modules/vitest-kind/dist')],
    ['package.json', join(own, 'node_modules/vitest-kind/package.json')],
    ['fixtures/projects', samples],
  ] as const) {
    await rm(to, { recursive: true, force: true })
    await cp(join(root, from), to, {
      recursive: true,
      filter: (path) => !/\/(node_modules|\.vitest)$/.test(path.slice(root.length + from.length)),
    })
  }
  // As a project of a user: without it, they would be part of this repository's package, and find that one by its own name.
  await writeFile(join(samples, 'package.json'), '{ "private": true, "type": "module" }')
  return { program: join(vitest, 'vitest.mjs'), samples }
}

async function isInstalled(): Promise<boolean> {
  return readFile(join(vitest, 'package.json')).then(
    () => true,
    () => false,
  )
}

/** Beside its place first: whoever is there before has the same. */
async function install(): Promise<void> {
  const draft = `${folder}-${process.pid}`
  await mkdir(draft, { recursive: true })
  const args = ['install', '--prefix', draft, '--ignore-scripts', '--no-audit', '--no-fund', `vitest@${oldestVitest}`]
  await promisify(execFile)('npm', args, { maxBuffer: 16 * 1024 ** 2 })
  try {
    await rename(draft, folder)
  } catch (error) {
    if (!(await isInstalled())) throw error
    await rm(draft, { recursive: true })
  }
}

import { existsSync, globSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { readText, root } from './read-sources.ts'

interface Manifest {
  readonly version: string
  readonly files: readonly string[]
  readonly exports: Record<string, unknown>
  readonly scripts: Record<string, string>
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
  readonly peerDependencies: Record<string, string>
}

const manifest: Manifest = JSON.parse(readText('package.json'))

test('what a project installs with us has ranges, so that patches reach it and npm can share; what we work with is exact', () => {
  const odd = (versions: Record<string, string>, form: RegExp): string[] =>
    Object.keys(versions).filter((name) => !form.test(versions[name]!))
  expect(odd(manifest.dependencies, /^\^\d+\.\d+\.\d+$/)).toEqual([])
  expect(odd(manifest.devDependencies, /^\d+\.\d+\.\d+$/)).toEqual([])
  expect(manifest.peerDependencies).toEqual({ vitest: '^4.1.0 || ^5.0.0' })
})

test('a package is made of what is built then: npm pack and npm publish build first', () => {
  expect(manifest.scripts['prepack']).toBe('node .ci/host/install.mjs')
})

test('files that package.json offers as they are lie in the package', () => {
  const paths = Object.values(manifest.exports).filter((value) => typeof value === 'string')
  expect(paths.filter((path) => !existsSync(join(root, path)) || !isPacked(normalize(path)))).toEqual([])
})

test('maps lead to sources that lie in the package', () => {
  const maps = globSync('dist/**/*.map', { cwd: root })
  expect(maps.length, 'dist/ is there: `npm run build` makes it').toBeGreaterThan(100)
  const lost = maps.flatMap((path) => {
    const { sources, sourceRoot = '' }: { sources: string[]; sourceRoot?: string } = JSON.parse(readText(path))
    return sources.map((source) => join(dirname(path), sourceRoot, source)).filter((source) => !isPacked(source))
  })
  expect(lost).toEqual([])
})

test('the changelog begins with the version that package.json has', () => {
  const [, newest] = /^## \[([^\]]+)\]/m.exec(readText('CHANGELOG.md')) ?? []
  expect(newest).toBe(manifest.version)
})

/** Sources may be newer than dist/: those that have gone since are none. */
function isPacked(path: string): boolean {
  return path === 'package.json' || manifest.files.some((entry) => path === entry || path.startsWith(`${entry}/`))
}

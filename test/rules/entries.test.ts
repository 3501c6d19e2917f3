import { globSync } from 'node:fs'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { expect, test } from 'vitest'
import { findReachable, readSources, readText, root } from './read-sources.ts'

interface Manifest {
  readonly bin: Record<string, string>
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>
}

const manifest: Manifest = JSON.parse(readText('package.json'))
const sources = readSources('src/**/*.ts')

test('the files directly in src/ are what package.json offers, one to one', () => {
  const offered = [
    ...Object.keys(manifest.exports)
      .filter((key) => !key.endsWith('.json'))
      .map((key) => (key === '.' ? 'index' : key.slice(2))),
    ...Object.values(manifest.bin).map((path) => path.replace(/^\.\/dist\/(.+)\.js$/, '$1')),
  ]
  expect(
    sources
      .map(({ path }) => path.match(/^src\/([^/]+)\.ts$/)?.[1])
      .filter((name) => name !== undefined)
      .toSorted(),
  ).toEqual(offered.toSorted())
})

test('each export gives its code and its types from the same source file', () => {
  for (const [key, value] of Object.entries(manifest.exports)) {
    if (typeof value === 'string') continue
    const name = key === '.' ? 'index' : key.slice(2)
    expect(value).toEqual({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` })
  }
})

test.each(['src/index.ts', 'src/plugin.ts', 'src/global-setup.ts'])('%s loads nothing heavy before it is used', (entry) => {
  const heavy = ['dockerode', 'testcontainers', '@kubernetes/client-node', 'commander', 'tar-stream', 'tsx']
  const loaded = findReachable(sources, entry, { lazyToo: false }).flatMap(({ path, imports }) =>
    imports.filter(({ target, typeOnly, lazy }) => !typeOnly && !lazy && heavy.includes(target)).map(({ target }) => `${path} → ${target}`),
  )
  expect(loaded).toEqual([])
})

test('files of the package are found by one module: the place of a source is not that of its code in dist/', () => {
  const asking = sources.filter(({ path }) => /new URL\(.*import\.meta\.url/.test(readText(path))).map(({ path }) => path)
  expect(asking).toEqual(['src/plugin.ts', 'src/support/package-files.ts'])
})

test('publint finds nothing to say about the package', async () => {
  const data = Object.values(manifest.exports).filter((value) => typeof value === 'string')
  const paths = [...data.map((path) => path.slice(2)), ...globSync('dist/**/*.{js,ts,map}', { cwd: root })]
  expect(paths.length, 'dist/ is there: `npm run build` makes it').toBeGreaterThan(1)
  const files = paths.map((path) => ({ name: `package/${path}`, data: readText(path) }))
  const { messages, pkg } = await publint({ pkgDir: 'package', level: 'suggestion', pack: { files } })
  expect(messages.map((message) => formatMessage(message, pkg ?? {}, { color: false }))).toEqual([])
})

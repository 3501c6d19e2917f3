import { expect, test } from 'vitest'
import { parseSource, readSources, type Source } from './read-sources.ts'

const home = 'src/support/make-directory.ts'

test(`only ${home} makes folders: Node.js' own mkdir with "recursive" never ends below /proc`, () => {
  expect(findMkdir(readSources('src/**/*.ts'))).toEqual([])
})

test('the rule notices one', () => {
  expect(findMkdir([parseSource('src/cluster/x.ts', `\nawait mkdir(path, { recursive: true })`)])).toEqual(['src/cluster/x.ts:2'])
  expect(findMkdir([parseSource('src/cluster/x.ts', `\nmkdirSync(path)`)])).toEqual(['src/cluster/x.ts:2'])
})

function findMkdir(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path !== home)
    .flatMap(({ path, code }) => code.split('\n').flatMap((line, index) => (/\bmkdir(Sync)?\(/.test(line) ? [`${path}:${index + 1}`] : [])))
}

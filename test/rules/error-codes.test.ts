import { expect, test } from 'vitest'
import { readSources, readText } from './read-sources.ts'

const home = 'src/support/errors.ts'
const codes = [...(readText(home).match(/export type ErrorCode =([\s\S]*?)\n\n/)?.[1] ?? '').matchAll(/'(KIND_\w+)'/g)].map(
  ([, code = '']) => code,
)

test('there are error codes', () => {
  expect(codes.length).toBeGreaterThan(5)
})

test('every error code is thrown somewhere', () => {
  const code = readSources('src/**/*.ts')
    .filter(({ path }) => path !== home)
    .map((source) => source.code)
    .join('\n')
  expect(codes.filter((name) => !code.includes(`'${name}'`))).toEqual([])
})

test('every error code is provoked by a test', () => {
  const tests = readSources('test/{unit,docker,host,plugin,cluster}/**/*.test.ts')
    .map(({ text }) => text)
    .join('\n')
  expect(codes.filter((name) => !tests.includes(name))).toEqual([])
})

test('the README explains every error code, and no others', () => {
  const rows = [...readText('README.md').matchAll(/^\| `(KIND_\w+)` \|/gm)].map(([, code]) => code)
  expect(rows).toEqual(codes)
})

import { expect, test } from 'vitest'
import { readOptions } from './read-options.ts'
import { readText } from './read-sources.ts'

const options = readOptions()

test('every option is known by the name its user writes', () => {
  expect(options.map(({ name }) => name).filter((name) => name.startsWith('undefined'))).toEqual([])
  expect(options.length).toBeGreaterThan(10)
})

test('every option says what it does', () => {
  expect(options.filter(({ doc }) => !/[a-z]{2}.*\./.test(doc)).map(({ name }) => name)).toEqual([])
})

test('every option says what it is when it is not written', () => {
  expect(options.filter((option) => option.default === undefined).map(({ name }) => name)).toEqual([])
})

test('the README has a row for every option, with the same default, and no others', () => {
  const section = readText('README.md').match(/^#+ Options\n([\s\S]*?)^#/m)?.[1] ?? ''
  const rows = [...section.matchAll(/^\| `([^`]+)` \|.*\| (.+?) \|$/gm)].map(([, name, value]) => `${name}: ${value}`)
  expect(rows.toSorted()).toEqual(options.map((option) => `${option.name}: ${option.default}`).toSorted())
})

import { expect, test } from 'vitest'
import { readSources } from './read-sources.ts'

const sources = readSources('src/**/*.ts', 'images/**/*.{ts,mjs,go,c}', 'test/**/*.ts')

test('no file is longer than 250 lines', () => {
  const long = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 })).filter(({ lines }) => lines > 250)
  expect(long).toEqual([])
})

test('every file of src/ opens by saying what it is', () => {
  expect(sources.filter(({ path, text }) => path.startsWith('src/') && !/^(#!.*\n)?(\/\/ \S|\/\*\*?\s)/.test(text)).map(({ path }) => path)).toEqual([])
})

test('files are named in kebab-case, and none for what it could be any of', () => {
  const vague = /\/(utils?|helpers?|common|manager|handler|data|info|misc)(\.|\/)/
  expect(sources.map(({ path }) => path).filter((path) => vague.test(path) || !/^[a-z0-9./-]+$/.test(path))).toEqual([])
})

import { expect, test } from 'vitest'
import { readSources, readText } from './read-sources.ts'

const samples = readSources('fixtures/projects/{guide,operator,chart,isolated,prepared}/*.ts').map(({ text }) => flatten(text))
const snippets = [...readText('src/vitest/README.md').matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)

test('every snippet of the guide stands in a sample that the suite runs', () => {
  expect(snippets.length).toBeGreaterThan(1)
  expect(snippets.filter((code) => !samples.some((text) => text.includes(flatten(code))))).toEqual([])
})

/** Without indentation. */
function flatten(code: string): string {
  return code
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()
}

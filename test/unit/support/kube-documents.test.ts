import { expect, test } from 'vitest'
import { readKubeDocuments } from '../../../src/support/kube-documents.ts'
import { parseJson, writeJson } from '../../../src/support/kube-json.ts'
import { readYamlCapture } from '../../support/yaml-capture.ts'

const { rows } = readYamlCapture()

// The program reads one value and leaves out in silence what stands behind it: here that is an error.
const losesText = 'found content behind the end of the document'
const losing = [
  'a: 1\n...\nb: 2\n',
  '  a: 1\n b: 2',
  '|\nx\n',
  '>\nx\ny\n',
  '"a":1',
  "'a':1",
  '{a: 1}{b: 2}',
  '{a: 1} {b: 2}',
  '---\n{"a":1}{"b":2}',
]

/** The documents as JSON text, keys sorted; or why they cannot be read. */
function read(text: string): readonly string[] | string {
  const documents = readKubeDocuments(text)
  const problems = documents.flatMap((document) => document.problems)
  if (problems.length > 0) return problems.map(({ message }) => message).join('; ')
  return documents.filter(({ value }) => value !== null).map(({ value }) => canonical(value))
}

function canonical(value: unknown): string {
  return writeJson(sortKeys(value))
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sortKeys(part)]),
  )
}

test(`${rows.length} texts are read as kubectl reads them, to the last digit, or refused as it refuses them`, () => {
  const differences = rows
    .filter(({ input }) => !losing.includes(input))
    .map(({ input, answer }) => ({
      input,
      kubectl: typeof answer === 'string' ? 'refused' : answer.map((json) => canonical(parseJson(json))),
      ours: read(input),
    }))
    .map(({ ours, ...row }) => ({
      ...row,
      ours: typeof ours === 'string' ? (row.kubectl === 'refused' ? 'refused' : `refused: ${ours}`) : ours,
    }))
    .filter(({ kubectl, ours }) => canonical(kubectl) !== canonical(ours))
  expect(differences).toEqual([])
  expect(rows.length).toBeGreaterThan(900)
})

test.for(losing)('what kubectl would leave out in silence is refused: %j', (text) => {
  expect(rows.find(({ input }) => input === text)?.answer).toBeInstanceOf(Array)
  expect(read(text)).toContain(losesText)
})

test('each problem has its line and column in the whole text, in every document', () => {
  const text = '# c\na: 1\n---\nb: [\n---\n\n  c: "\\q"\n---\nd: *x\n---\ne: {{ f }}\n---\n\tg: 1\n---\nh: .inf\n---\ni: 1\n'
  const problems = readKubeDocuments(text).flatMap((document) => document.problems.map(({ line, column }) => `${line}:${column}`))
  expect(problems).toEqual(['4:5', '7:7', '9:4', '11:5', '13:1', '15:4'])
})

test('what is nested beyond measure is refused, and what is nested deeply is read', () => {
  const nested = (depth: number): string => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`
  expect(read(nested(1_000))).toHaveLength(1)
  expect(read(nested(20_000))).toMatch(/nested too deeply|exceeded max depth/)
})

test('a number of JSON that no float can hold is refused', () => {
  expect(read('{"a": 1e400}')).toBe('1e400 is a number that no float can hold')
})

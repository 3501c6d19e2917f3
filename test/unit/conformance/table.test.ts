import { expect, test } from 'vitest'
import {
  addToRecorded,
  pack,
  putTable,
  readReadme,
  type Recorded,
  readRecorded,
  renderRecorded,
} from '../../conformance/results/recorded.ts'
import type { SpecResult } from '../../conformance/results/results.ts'
import { renderTable } from '../../conformance/results/table.ts'

const passed: SpecResult = { outcome: 'passed', seconds: 1 }
const results = new Map<string, ReadonlyMap<string, SpecResult>>([
  [
    'ours-1',
    new Map([
      ['a', passed],
      ['b', { outcome: 'failed', seconds: 2, why: 'ran over 10 min' }],
      ['c', { outcome: 'skipped', seconds: 0, why: 'Requires at least 2 nodes' }],
    ]),
  ],
  [
    'kind-1',
    new Map([
      ['a', passed],
      ['b', passed],
    ]),
  ],
])

test('the table says what has run and what not, why, and where two targets differ', () => {
  expect(renderTable(['a', 'b', 'c', 'd'], results, [['ours-1', 'kind-1']])).toMatchInlineSnapshot(`
    "| cluster | listed | run | passed | failed | skipped | not run yet | of an earlier node image |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | ours-1 | 4 | 2 | 1 | 1 | 1 | 1 | 0 |
    | kind-1 | 4 | 2 | 2 | 0 | 0 | 2 | 0 |

    ours-1, failed:

    - 1: ran over its time

    ours-1, skipped:

    - 1: needs more nodes

    ours-1 beside kind-1: 2 specs have run on both, 1 ended differently:

    - b: failed on ours-1 (ran over 10 min); passed on kind-1"
  `)
})

test("the README's table is made of what is recorded beside it", async () => {
  const [readme, recorded] = await Promise.all([readReadme(), readRecorded()])
  expect(readme).toBe(putTable(readme, recorded))
  expect(recorded.listed.length).toBeGreaterThan(400)
})

const nothing: Recorded = {
  date: '2026-11-30',
  command: 'npm run x',
  kubernetes: 'v1',
  nodeImage: 'b',
  engine: '20',
  kernel: '6',
  cores: 2,
  listed: ['a', 'b', 'c', 'd'],
  results: {},
  others: {},
  critest: {},
}

test('what is recorded reads as what was found', () => {
  const packed = Object.fromEntries([...results].map(([name, specs]) => [name, pack(specs)]))
  expect(renderRecorded({ ...nothing, results: packed })).toContain(renderTable(nothing.listed, results, [['ours-1', 'kind-1']]))
})

test('what a node image of before has shown stays recorded until a newer one has run it, and says so', () => {
  const before = {
    ...nothing,
    nodeImage: 'a',
    results: { 'ours-1': { a: 'passed', b: 'failed: no' } },
    critest: { 'ours-1': { x: 'passed' } },
  }
  const now = { ...nothing, results: { 'ours-1': { b: 'passed', c: 'passed' } } }
  const both = addToRecorded(before, now)
  expect(both.results).toEqual({ 'ours-1': { a: 'earlier passed', b: 'passed', c: 'passed' } })
  expect(both.critest).toEqual({ 'ours-1': { x: 'earlier passed' } })
  expect(renderRecorded(both)).toContain('| ours-1 | 4 | 3 | 3 | 0 | 0 | 1 | 1 |')
  expect(addToRecorded(both, { ...nothing, results: { 'ours-1': { d: 'passed' } } }).results['ours-1']).toEqual({
    ...both.results['ours-1'],
    d: 'passed',
  })
  expect(addToRecorded(before, { ...now, kubernetes: 'v2' }).results).toEqual(now.results)
})

import { expect, test } from 'vitest'
import { pack, putTable, readReadme, readRecorded, renderRecorded } from '../../conformance/results/recorded.ts'
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
    "| cluster | listed | run | passed | failed | skipped | not run yet |
    | --- | --- | --- | --- | --- | --- | --- |
    | ours-1 | 4 | 2 | 1 | 1 | 1 | 1 |
    | kind-1 | 4 | 2 | 2 | 0 | 0 | 2 |

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

test('what is recorded reads as what was found', () => {
  const recorded = {
    date: '2026-11-30',
    command: 'npm run x',
    kubernetes: 'v1',
    engine: '20',
    kernel: '6',
    cores: 2,
    listed: ['a', 'b', 'c', 'd'],
  }
  const packed = Object.fromEntries([...results].map(([name, specs]) => [name, pack(specs)]))
  expect(renderRecorded({ ...recorded, results: packed, others: {}, critest: {} })).toContain(
    renderTable(recorded.listed, results, [['ours-1', 'kind-1']]),
  )
})

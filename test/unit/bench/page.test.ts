import { expect, test } from 'vitest'
import { renderBenchPage } from '../../bench/report/page.ts'
import { renderTable } from '../../bench/report/table.ts'
import type { GroupResult, RowResult } from '../../bench/run/results.ts'

const facts = {
  date: '2026-01-01',
  cores: 2,
  processor: 'p<1>',
  kernel: '6.1',
  engine: '29',
  image: 'node:1',
  package: '0.1.0',
  kind: 'v0.33.0',
}
const spread = (median: number): { median: number; least: number; most: number } => ({ median, least: median / 2, most: median * 2 })
const result = (name: string, more: Partial<RowResult> = {}): RowResult => ({
  name,
  title: `Title of ${name}`,
  unit: 'ms',
  values: { ours: [], kind: [], ratio: [] },
  failures: [],
  ...more,
})
const groups: readonly GroupResult[] = [
  {
    name: 'single',
    title: 'One node',
    rows: [
      result('create-1', { ours: spread(12_000), kind: spread(24_000), ratio: spread(0.5), goal: 0.4 }),
      result('import', { ours: spread(20) }),
      result('claim', { failures: ['kind, round 1: <b>no</b>'] }),
    ],
    timelines: [
      { row: 'create-1', round: 1, of: 'ours', totalMs: 12_000, steps: [{ name: 'kubeadm-init', startMs: 1_000, endMs: 9_000 }] },
      {
        row: 'create-1',
        round: 1,
        of: 'kind',
        totalMs: 24_000,
        steps: [{ name: 'a pod resolves', startMs: 14_000, endMs: 24_000, outside: true }],
      },
    ],
  },
  {
    name: 'growth-nodes-1',
    title: 'Growth',
    rows: [result('nodes-1-time', { curve: { name: 'nodes', at: 1 }, ours: spread(1), kind: spread(2) })],
    timelines: [],
  },
  { name: 'growth-nodes-8', title: '8 nodes', leftOut: 'too few', rows: [], timelines: [] },
]

test('the table tells medians, ratio, spread and goal, what failed and what was left out', () => {
  expect(`${renderTable(groups)}\n`).toMatchInlineSnapshot(`
    "
    One node                   ours    kind  ratio     spread  goal
      Title of create-1      12.0 s  24.0 s   0.50  0.25–1.00  0.40
      Title of import         20 ms
      Title of claim
      claim failed: kind, round 1: <b>no</b>

    Growth                     ours    kind  ratio     spread  goal
      Title of nodes-1-time    1 ms    2 ms

    8 nodes: left out, too few
    "
  `)
})

test('the page loads nothing, shows the words of others as words, and draws what the table tells', () => {
  const page = renderBenchPage({ facts, groups })
  expect(page).toContain('default-src &#39;none&#39;')
  expect(page).not.toMatch(/<link[^>]+href="(?!data:)|src="|url\(|@import/)
  expect(page).toContain('A usable cluster in 0.50 of kind&#39;s time')
  expect(page).toContain('p&lt;1&gt;')
  expect(page).toContain('&lt;b&gt;no&lt;/b&gt;')
  expect(page).toContain('kubeadm-init: 8.0 s, from 1.0 s on')
  expect(page).toContain('a pod resolves: 10.0 s, from 14.0 s on, seen from outside')
  expect(page).toContain('8 nodes: too few')
  expect(page).toMatch(/<polyline class="ours"/)
})

test('of several ways to a cluster each is drawn under its own name', () => {
  const step = { name: 'put-back-state', startMs: 0, endMs: 1_000 }
  const timelines = [
    { row: 'create-kept', round: 1, of: 'ours' as const, totalMs: 12_000, steps: [step] },
    { row: 'prepared', round: 1, of: 'ours' as const, totalMs: 5_000, steps: [step] },
    { row: 'create-kept', round: 1, of: 'kind' as const, totalMs: 24_000, steps: [step] },
  ]
  const page = renderBenchPage({ facts, groups: [{ name: 'kept', title: 'Kept', rows: [result('prepared')], timelines }] })
  expect([...page.matchAll(/<th>(create-kept|prepared|ours|kind)<\/th>/g)].map(([, name]) => name)).toEqual([
    'create-kept',
    'prepared',
    'kind',
  ])
})

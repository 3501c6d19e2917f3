import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Group, Row } from '../../bench/rows/row.ts'
import { mergeSamples, readKept, summarizeAll, writeKept } from '../../bench/run/kept-results.ts'
import { compare, findWhyIncomparable } from '../../bench/run/recorded.ts'
import { summarize } from '../../bench/run/results.ts'
import type { Sample } from '../../bench/run/sample.ts'

const makeRow = (name: string, more: Partial<Row> = {}): Row => ({
  name,
  title: name,
  unit: 'ms',
  measure: () => Promise.reject(new Error('not here')),
  ...more,
})
const group: Group = {
  name: 'g',
  title: 'G',
  nodes: [],
  byDefault: true,
  rows: [makeRow('create'), makeRow('taken', { of: ['ours'], against: 'create' }), makeRow('never')],
}
const sample = (name: string, of: Sample['of'], round: number, value: number): Sample => ({ row: name, of, round, value })

test('a ratio is of the same round, and its median is not the ratio of the medians', () => {
  const [row] = summarize(group, [
    sample('create', 'ours', 1, 10),
    sample('create', 'kind', 1, 20),
    sample('create', 'kind', 2, 100),
    sample('create', 'ours', 2, 30),
    sample('create', 'ours', 3, 40),
    sample('create', 'kind', 3, 40),
  ]).rows
  expect(row).toMatchObject({ name: 'create', ours: { median: 30 }, kind: { median: 40 }, ratio: { median: 0.5, least: 0.3, most: 1 } })
})

test('what kind has nothing like is held against the row that it saves; a round that failed has no ratio', () => {
  const { rows } = summarize(group, [
    sample('create', 'kind', 1, 16),
    { row: 'create', of: 'ours', round: 1, failure: 'no' },
    sample('create', 'kind', 2, 32),
    sample('taken', 'ours', 1, 1),
    sample('taken', 'ours', 2, 6),
  ])
  expect(rows.map(({ name, ratio, failures }) => [name, ratio?.median, failures])).toEqual([
    ['create', undefined, ['ours, round 1: no']],
    ['taken', 0.125, []],
  ])
})

const recorded = { date: '2026-01-01', cores: 2, kernel: '6', engine: '29.1.0', ratios: { create: 0.4 } }

/** Pairs with the ratios given; of some, others used so much of the machine. */
const pairs = (...ratios: readonly (number | readonly [ratio: number, others: number])[]): ReturnType<typeof compare> => {
  const samples = ratios.flatMap((one, index) => {
    const [ratio, others] = typeof one === 'number' ? [one, 0.1] : one
    return [
      { ...sample('create', 'ours', index + 1, ratio), others },
      { ...sample('create', 'kind', index + 1, 1), others: 0.1 },
    ]
  })
  return compare(summarize(group, samples).rows, recorded)
}

test('a row has become worse when even its best pair is, by more than a quarter', () => {
  expect(pairs(0.9, 0.49, 0.7)).toEqual([
    { row: 'create', isWorse: false, text: "create: 0.49 of kind's at best, recorded 0.4 on 2026-01-01" },
  ])
  expect(pairs(0.9, 0.51, 0.7)).toMatchObject([{ isWorse: true }])
  expect(compare([{ name: 'new', unit: 'ms', ratio: { median: 9, least: 9, most: 9 } }], recorded)).toEqual([])
})

test('times of a round in which others used the machine tell nothing', () => {
  expect(pairs([0.3, 0.5], 0.51)).toMatchObject([{ isWorse: true }])
  expect(pairs([0.9, 0.5], [0.8, 0.7])).toEqual([
    { row: 'create', isWorse: false, text: 'create: not compared, others used 70 % of the machine' },
  ])
})

test('times tell nothing on a slower machine, where ours has more to do and kind waits as long; work does', () => {
  const one = (least: number): object => ({ median: least, least, most: least })
  const rows = (seconds: number): Parameters<typeof compare>[0] =>
    [
      { name: 'create', unit: 'ms', ratio: one(0.9), calm: one(0.9) },
      { name: 'processor-1', unit: 'CPU s', ratio: one(0.9), calm: one(0.9), kind: one(seconds) },
    ] as Parameters<typeof compare>[0]
  const before = { ...recorded, kindProcessorS: 10, ratios: { create: 0.4, 'processor-1': 0.7 } }
  expect(compare(rows(18), before)).toEqual([
    {
      row: 'create',
      isWorse: false,
      text: "create: not compared, kind's cluster takes 18 s of a processor here, and took 10 where 0.4 on 2026-01-01 was recorded",
    },
    { row: 'processor-1', isWorse: true, text: "processor-1: 0.90 of kind's at best, recorded 0.7 on 2026-01-01" },
  ])
  expect(compare(rows(12), before)).toMatchObject([{ isWorse: true }, { isWorse: true }])
})

test('ratios are compared only where some are recorded, and between machines with as many cores and an engine of the same years', () => {
  expect(findWhyIncomparable({ ...recorded, ratios: {} }, recorded)).toBe('no ratio is recorded yet: npm run bench -- --record')
  expect(findWhyIncomparable(recorded, { cores: 2, engine: '29.4.1' })).toBeUndefined()
  expect(findWhyIncomparable(recorded, { cores: 8, engine: '20.10.24' })).toBe(
    'the ratios of 2026-01-01 are of a machine with 2 cores and engine 29, and this one has 8 cores and engine 20: not compared',
  )
})

test('a bench may be run in pieces: what was measured before stays, on the same machine, but for the rows that are measured anew', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-bench-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const facts = {
    date: '2026-01-01',
    cores: 2,
    processor: 'p',
    kernel: '6',
    engine: '29',
    image: 'node:1',
    package: '0.1.0',
    kind: 'v0.33.0',
  }
  const first = [sample('create', 'ours', 1, 10), sample('create', 'kind', 1, 20), sample('taken', 'ours', 1, 1)]
  const none = { leftOut: new Map([['h', 'no room']]), before: [] }
  const groups = [group, { ...group, name: 'h', rows: [makeRow('large')] }]
  await writeKept(folder, { facts, samples: first, groups: summarizeAll(groups, first, none) })
  expect(await readdir(folder)).toEqual(['index.html', 'results.json'])

  expect(await readKept(folder, { ...facts, image: 'node:2' })).toEqual({ samples: [], groups: [] })
  const kept = await readKept(folder, { ...facts, date: '2026-01-02' })
  const samples = mergeSamples(kept.samples, [sample('create', 'ours', 1, 30), sample('create', 'kind', 1, 40)])
  const whole = summarizeAll(groups, samples, { leftOut: new Map(), before: kept.groups })
  expect(whole.map(({ name, leftOut, rows }) => [name, leftOut, rows.map((row) => [row.name, row.ratio?.median])])).toEqual([
    [
      'g',
      undefined,
      [
        ['create', 0.75],
        ['taken', 0.025],
      ],
    ],
    ['h', 'no room', []],
  ])
})

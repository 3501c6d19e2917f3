import { expect, test } from 'vitest'
import type { Group, Row } from '../../bench/rows/row.ts'
import { findWhyIncomparable, findWorse } from '../../bench/run/recorded.ts'
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

test('a row has become worse when even its best pair is, by more than a quarter', () => {
  const recorded = { date: '2026-01-01', cores: 2, kernel: '6', ratios: { create: 0.4 } }
  const worse = (...ratios: readonly number[]): string[] => {
    const samples = ratios.flatMap((ratio, index) => [sample('create', 'ours', index + 1, ratio), sample('create', 'kind', index + 1, 1)])
    return findWorse(summarize(group, samples).rows, recorded)
  }
  expect(worse(0.9, 0.49, 0.7)).toEqual([])
  expect(worse(0.9, 0.51, 0.7)).toEqual(["create: 0.51 of kind's at best, recorded 0.4 on 2026-01-01"])
  expect(findWorse([{ name: 'new', ratio: { median: 9, least: 9, most: 9 } }], recorded)).toEqual([])
})

test('ratios are compared only where some are recorded, and between machines with as many cores', () => {
  const recorded = { date: '2026-01-01', cores: 2, kernel: '6', ratios: { create: 0.4 } }
  expect(findWhyIncomparable({ ...recorded, ratios: {} }, 2)).toBe('no ratio is recorded yet: npm run bench -- --record')
  expect(findWhyIncomparable(recorded, 2)).toBeUndefined()
  expect(findWhyIncomparable(recorded, 8)).toBe('the ratios of 2026-01-01 are of a machine with 2 cores, and this one has 8: not compared')
})

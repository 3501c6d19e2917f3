import { expect, test } from 'vitest'
import { chooseSurplus } from '../../../src/state/choose-surplus.ts'

const bounds = { count: 2, ageMs: 1_000, sizeBytes: 100 }
const kept = (key: string, createdAtMs: number, sizeBytes = 10) => ({ reference: `${key}@${createdAtMs}`, key, createdAtMs, sizeBytes })

function surplus(...all: ReturnType<typeof kept>[]): string[] {
  return chooseSurplus(all, bounds, 2_000).map(({ reference }) => reference)
}

test('what is within bounds stays', () => {
  expect(surplus(kept('a', 1_500), kept('b', 1_600))).toEqual([])
})

test('of too many the oldest goes', () => {
  expect(surplus(kept('a', 1_500), kept('b', 1_600), kept('c', 1_400))).toEqual(['c@1400'])
})

test('what is too old goes, however few there are', () => {
  expect(surplus(kept('a', 999))).toEqual(['a@999'])
})

test('of one key the youngest stays', () => {
  expect(surplus(kept('a', 1_500), kept('a', 1_600), kept('b', 1_700))).toEqual(['a@1500'])
})

test('what does not fit goes, and what fits beside it stays', () => {
  expect(surplus(kept('a', 1_900, 60), kept('b', 1_800, 60), kept('c', 1_700, 40))).toEqual(['b@1800'])
})

import { expect, test } from 'vitest'
import { readArguments } from '../../bench/arguments.ts'
import { groups } from '../../bench/rows/index.ts'

const read = (...argv: string[]): ReturnType<typeof readArguments> => readArguments(argv, '/out')

test('without a word, the groups that are meant to run without being named', () => {
  expect(read()).toMatchObject({ pairs: 5, purpose: 'tell', out: '/out', rows: undefined })
  expect(read().groups.map(({ name }) => name)).toEqual(['single', 'workers', 'kept', 'alone'])
})

test('a row runs in its group; a group stands for its rows', () => {
  const { groups: chosen, rows, pairs } = read('--quick', '--rows', 'claim,control-planes')
  expect(pairs).toBe(2)
  expect(chosen.map(({ name }) => name)).toEqual(['single', 'control-planes'])
  expect([...rows!]).toEqual(['claim', 'create-3+0', 'delete-3+0'])
})

test('all of it runs when that is said; a check is three pairs at most of what hardly depends on the moment', () => {
  expect(read('--quick', '--rows', 'all')).toMatchObject({ pairs: 2, rows: undefined })
  expect(read('--rows', 'all').groups).toBe(groups)
  expect(read('--check')).toMatchObject({ pairs: 3, purpose: 'check', rows: new Set(['create-1', 'processor-1']) })
})

test('what cannot be meant is refused, with all rows there are', () => {
  expect(() => read('--rows', 'claim,clam')).toThrow(/^--rows clam: there is no such row\n[^]* single [^]*claim/)
  expect(() => read('--pairs', '0')).toThrow('--pairs 0: expected a whole number from 1')
  expect(() => read('--record', '--check')).toThrow('one of them')
  expect(() => read('--fast')).toThrow("Unknown option '--fast'")
})

test('no two rows bear one name, and a row is held against one that there is', () => {
  const rows = groups.flatMap((group) => group.rows)
  const names = rows.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(rows.flatMap(({ against }) => against ?? []).filter((name) => !names.includes(name))).toEqual([])
})

import { expect, test } from 'vitest'
import { readArguments } from '../../rounds/arguments.ts'

test('a hundred of each, or as many of what is named', () => {
  expect(readArguments([])).toEqual({ rounds: 100, only: ['create', 'pool', 'reset', 'restore'] })
  expect(readArguments(['--rounds', '5', '--only', 'reset,create'])).toEqual({ rounds: 5, only: ['create', 'reset'] })
})

test('what cannot be meant is refused, with what there is', () => {
  expect(() => readArguments(['--only', 'rest'])).toThrow(
    '--only rest: there are no such rounds\nnpm run test:rounds -- [--rounds N] [--only create,pool,reset,restore]',
  )
  expect(() => readArguments(['--rounds', '0'])).toThrow('--rounds 0: expected a whole number from 1')
  expect(() => readArguments(['--fast'])).toThrow("Unknown option '--fast'")
})

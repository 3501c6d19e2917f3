// Lines of ours in a failure of Vitest's own: where reporters look, and nothing else of it changes.
import { expect, test } from 'vitest'
import { extendFailure, findFailure } from '../../../../src/vitest/worker/failure-text.ts'

test('they stand at the end of the message, and of the message in the stack', () => {
  const stack = 'AssertionError: expected $& to be 2\n    at web.test.ts:3:5'
  const failure = { name: 'AssertionError', message: 'expected $& to be 2', stack, diff: '- 2' }
  extendFailure(failure, ['pod web: gone'])
  expect(failure).toEqual({
    name: 'AssertionError',
    message: 'expected $& to be 2\n  pod web: gone',
    stack: 'AssertionError: expected $& to be 2\n  pod web: gone\n    at web.test.ts:3:5',
    diff: '- 2',
  })
})

test('without lines, and in a stack that says something else, all stays', () => {
  const failure = { message: 'no', stack: 'somewhere' }
  extendFailure(failure, [])
  expect(failure).toEqual({ message: 'no', stack: 'somewhere' })
  extendFailure(failure, ['why'])
  expect(failure).toEqual({ message: 'no\n  why', stack: 'somewhere' })
})

test('of several failures the newest that has a text is meant', () => {
  const errors = [{ message: 'first' }, { message: 'second' }, { code: 1 } as never]
  expect(findFailure(errors)).toBe(errors[1])
  expect(findFailure(undefined)).toBeUndefined()
})

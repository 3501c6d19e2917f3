import { expect, test } from 'vitest'
import { chooseReuse } from '../../../src/config/choose-reuse.ts'

test.each([
  ['never', undefined, true, 'never'],
  ['always', undefined, false, 'always'],
  ['watch', undefined, true, 'always'],
  ['watch', undefined, false, 'never'],
  ['existing', undefined, false, 'existing'],
  ['never', 'always', false, 'always'],
  ['always', 'never', true, 'never'],
  ['always', 'watch', true, 'always'],
  ['always', 'watch', false, 'never'],
  ['existing', 'always', true, 'existing'],
] as const)('%s in the options, %s in the environment, watched: %s → %s', (written, word, watches, expected) => {
  expect(chooseReuse(written, { word, watches })).toBe(expected)
})

test('a word of the environment that is none is told before anything is started', () => {
  expect(() => chooseReuse('never', { word: 'sometimes', watches: false })).toThrow(
    'KIND_CONFIG_INVALID: VITEST_KIND_REUSE=sometimes in the environment is not one of never, watch, always; nothing was started',
  )
})

import { expect, test } from 'vitest'
import { chooseReuse, withReuse } from '../../../src/config/choose-reuse.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'

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

test('one that is to stay while somebody watches, or by a word of the environment, comes from no pool; in CI it does', () => {
  const policyOf = (options: Parameters<typeof withReuse>[0], word: string | undefined, watches: boolean) => {
    const { reuse, pool } = resolveOptions(withReuse(options, { word, watches }), 'a test').policy
    return { reuse, pool }
  }
  expect(policyOf({ reuse: 'watch', pool: 1 }, undefined, true)).toEqual({ reuse: 'always', pool: 0 })
  expect(policyOf({ pool: 1 }, 'always', false)).toEqual({ reuse: 'always', pool: 0 })
  expect(policyOf({ reuse: 'watch', pool: 1 }, undefined, false)).toEqual({ reuse: 'never', pool: 1 })
  expect(() => policyOf({ reuse: 'always', pool: 1 }, undefined, false), 'written so, it is a mistake').toThrow('pool')
})

test('a word of the environment that is none is told before anything is started', () => {
  expect(() => chooseReuse('never', { word: 'sometimes', watches: false })).toThrow(
    'KIND_CONFIG_INVALID: VITEST_KIND_REUSE=sometimes in the environment is not one of never, watch, always; nothing was started',
  )
})

import { expect, test } from 'vitest'
import { parseDuration } from '../../../src/cli/parse-duration.ts'

test.for([
  ['90s', 90_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
  ['0', 0],
  ['0s', 0],
] as const)('%s is %d ms', ([text, ms]) => {
  expect(parseDuration(text)).toBe(ms)
})

test.for(['90', '5 minutes', '', '1m30', '-5s'])('"%s" is no duration', (text) => {
  expect(() => parseDuration(text)).toThrow('not a duration')
})

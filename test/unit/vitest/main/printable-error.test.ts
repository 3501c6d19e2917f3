import { expect, test } from 'vitest'
import { KindError } from '../../../../src/support/errors.ts'
import { toPrintable } from '../../../../src/vitest/main/printable-error.ts'

test('the name of every error in the chain can be written, as Vitest does when it prints', () => {
  const aborted = AbortSignal.abort().reason as Error
  const error = new KindError('KIND_BOOT_FAILED', { what: 'stopped', cause: new Error('waiting', { cause: aborted }) })
  const printable = toPrintable(error) as Error
  expect(printable).toBe(error)
  const deepest = (printable.cause as Error).cause as Error
  expect(deepest).toMatchObject({ name: 'AbortError', message: aborted.message, stack: aborted.stack })
  expect(() => (deepest.name = 'Renamed')).not.toThrow()
})

test('what is not an error stays what it is', () => {
  expect(toPrintable('a string')).toBe('a string')
})

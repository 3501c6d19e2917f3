import { expect, onTestFinished, test, vi } from 'vitest'
import { beginGroup, configureOutput, reportFailure } from '../../../src/cli/output.ts'
import { DockerError, KindError } from '../../../src/support/errors.ts'

const left = new DockerError('KIND_REMOVE_FAILED', { what: 'cluster "web" could not be removed whole', left: true })
const cancelled = new KindError('KIND_CANCELLED', { what: 'cancelled, and something is left', left: true })
const failed = new KindError('KIND_BOOT_FAILED', { what: 'no boot' })

test.each([
  { name: 'a failure', errors: [failed], code: 1 },
  { name: 'an error that is not ours', errors: [new TypeError('x')], code: 1 },
  { name: 'what could not be removed', errors: [left], code: 3 },
  { name: 'a cancelled boot of which something is left', errors: [cancelled], code: 3 },
  { name: 'of several clusters one is left', errors: [left, failed], code: 3 },
  { name: 'in any order', errors: [failed, left], code: 3 },
])('exit code $code: $name', ({ errors, code }) => {
  const before = process.exitCode
  onTestFinished(() => void (process.exitCode = before))
  process.exitCode = undefined
  using said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  for (const error of errors) reportFailure(error)
  expect(process.exitCode).toBe(code)
  expect(said).toHaveBeenCalledTimes(errors.length)
})

test('on GitHub Actions a boot folds into one line; elsewhere and with --quiet nothing is printed for that', () => {
  using said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => configureOutput({}))
  const open = (groups: boolean): unknown[] => {
    said.mockClear()
    const group = beginGroup('Boot of cluster "web"', { groups })
    group.end()
    group.end()
    return said.mock.calls.map(([text]) => text)
  }
  expect(open(true)).toEqual(['::group::Boot of cluster "web"\n', '::endgroup::\n'])
  expect(open(false)).toEqual([])
  configureOutput({ quiet: true })
  expect(open(true)).toEqual([])
})

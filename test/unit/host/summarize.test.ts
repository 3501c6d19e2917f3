import { expect, test } from 'vitest'
import { summarize } from '../../../.ci/summarize.mjs'

const report = (...files: { status: string; tests: string[] }[]): string =>
  JSON.stringify({ testResults: files.map(({ status, tests }) => ({ status, assertionResults: tests.map((end) => ({ status: end })) })) })

test('counts what passed, failed and was skipped over all files', () => {
  const text = report(
    { status: 'passed', tests: ['passed', 'passed', 'skipped'] },
    { status: 'failed', tests: ['failed', 'passed', 'todo'] },
  )
  expect(summarize(text, 1)).toEqual({ line: '3 passed, 1 failed, 2 skipped', exitCode: 1 })
})

test('leaves out what there is none of', () => {
  expect(summarize(report({ status: 'passed', tests: ['passed'] }), 0)).toEqual({ line: '1 passed, 0 failed', exitCode: 0 })
})

test('a run that ended before its first test has failed', () => {
  expect(summarize(undefined, 2)).toEqual({ line: '0 passed, 1 failed', exitCode: 2 })
  expect(summarize(undefined, 0)).toEqual({ line: '0 passed, 1 failed', exitCode: 1 })
})

test('a file that could not be loaded counts as one failure', () => {
  const text = report({ status: 'failed', tests: [] }, { status: 'passed', tests: ['passed'] })
  expect(summarize(text, 1)).toEqual({ line: '1 passed, 1 failed', exitCode: 1 })
})

test('a failure after the last test, such as things left behind, is counted', () => {
  expect(summarize(report({ status: 'passed', tests: ['passed'] }), 1)).toEqual({ line: '1 passed, 1 failed', exitCode: 1 })
})

// 200 tests, each in a namespace of its own, on one cluster. The same 20 times in a row: test/long/many-tests.test.ts.
import { expect, test } from 'vitest'
import { medianNamespaceMs } from '../support/namespace-times.ts'
import { runSample } from '../support/run-sample.ts'

test('200 tests in four workers keep out of each other, and hardly wait for their namespaces', async () => {
  const { exitCode, output, report } = await runSample('many')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 200 })
  expect(exitCode, output).toBe(0)
  expect(medianNamespaceMs(report)).toBeLessThanOrEqual(30)
})

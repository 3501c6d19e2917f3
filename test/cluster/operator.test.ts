// A small operator, tested end to end in a file that is read like a tutorial.
import { expect, test } from 'vitest'
import { runSample } from '../support/run-sample.ts'

test('an operator is tested end to end', async () => {
  const { exitCode, output, report } = await runSample('operator')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 8 })
  expect(exitCode, output).toBe(0)
  expect(output).toMatch(/ apply-manifests +\d/)
})

// A test process that is killed while the API server calls it: the main process removes what would refuse everybody's requests.
import { expect, test } from 'vitest'
import { runSample } from '../support/run-sample.ts'

test('the webhooks of a test process that is killed go with it', async () => {
  const { exitCode, output, report } = await runSample('webhook-killed')
  expect(output).toContain('Worker exited unexpectedly with signal SIGKILL')
  expect(exitCode, output).toBe(1)
  expect(report, output).toMatchObject({ numPassedTests: 1, numFailedTests: 0 })
})

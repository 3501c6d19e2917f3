// What a kubectl reaches that a test starts without saying which cluster, where there are two and none is declared: its own test's.
import { expect, test } from 'vitest'
import { findKubectl } from '../support/kubectl.ts'
import { runSample } from '../support/run-sample.ts'

test('in forks, threads, vm threads and unisolated, without a declared cluster', { timeout: 600_000 }, async () => {
  const env = { PATH: `${await findKubectl()}:${process.env['PATH']}`, EXPECT_CLUSTERS: 'yes', EXPECT_DECLARED: 'no' }
  const { output, report } = await runSample('kubeconfig', { env })
  expect(report, output).toMatchObject({ success: true, numFailedTests: 0, numPassedTests: 4 * 12 })
})

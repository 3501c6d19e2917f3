// What a kubectl reaches that a test starts without saying which cluster, where there are two: its own test's, or none. Without a declared
// one: test/long/kubeconfig.test.ts.
import { expect, test } from 'vitest'
import { findKubectl } from '../support/kubectl.ts'
import { runSample } from '../support/run-sample.ts'

test('in forks, threads, vm threads and unisolated, with a declared cluster', { timeout: 600_000 }, async () => {
  const env = { PATH: `${await findKubectl()}:${process.env['PATH']}`, EXPECT_CLUSTERS: 'yes', EXPECT_DECLARED: 'yes' }
  const { output, report } = await runSample('kubeconfig', { env })
  expect(report, output).toMatchObject({ success: true, numFailedTests: 0, numPassedTests: 4 * 12 })
})

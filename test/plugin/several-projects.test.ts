// Where the plugin may stand, and what then arrives where. No engine is needed: only named clusters, which nobody asks for.
import { expect, test } from 'vitest'
import { runSample } from '../support/run-sample.ts'

test("a project's own plugin wins over the root's, given twice is given once, and users keep their timeouts", async () => {
  const { output, report } = await runSample('several-projects')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 3 })
})

test('a timeout on the command line wins over the plugin', async () => {
  const { output, report } = await runSample('several-projects', { args: ['--testTimeout=77777'], env: { EXPECTED_TIMEOUT: '77777' } })
  expect(report, output).toMatchObject({ success: true, numPassedTests: 3 })
})

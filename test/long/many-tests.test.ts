// 200 tests in 8 files and 4 workers on one cluster, each in a namespace of its own, 20 times in a row.
import { expect, onTestFinished, test } from 'vitest'
import { medianNamespaceMs } from '../support/namespace-times.ts'
import { runCli } from '../support/run-cli.ts'
import { runSample, sampleFolder } from '../support/run-sample.ts'

const name = 'vitest-many'
const runs = 20

test('200 tests pass 20 times in a row on one cluster', { timeout: 1_800_000 }, async ({ annotate }) => {
  onTestFinished(async () => void (await runCli(['delete', 'cluster', '--name', name], { cwd: sampleFolder('many') })))
  for (let run = 1; run <= runs; run += 1) {
    const { output, report } = await runSample('many', { env: { MANY_CLUSTER: name } })
    expect(report, `run ${run}: ${output}`).toMatchObject({ success: true, numPassedTests: 200 })
    const median = medianNamespaceMs(report)
    await annotate(`run ${run}: median wait for a namespace ${median.toFixed(1)} ms`)
    expect(median).toBeLessThanOrEqual(30)
  }
})

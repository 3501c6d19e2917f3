// A chart, tested on two versions of Kubernetes (fixtures/projects/chart).
import { beforeAll, expect, test } from 'vitest'
import { runSample } from '../support/run-sample.ts'
import { pathWithHelm } from '../support/helm.ts'

let path: string

// Minutes, the first time.
beforeAll(async () => {
  path = await pathWithHelm()
}, 900_000)

test('the same tests pass on both', async () => {
  const { exitCode, output, report } = await runSample('chart', { env: { PATH: path } })
  expect(report, output).toMatchObject({ success: true, numPassedTests: 6, numFailedTests: 0 })
  expect(exitCode, output).toBe(0)
  expect(output).toMatch(/Kubernetes v1\.37\.\d/)
  expect(output).toMatch(/Kubernetes v1\.34\.\d/)
})

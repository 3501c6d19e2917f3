// The guide beside the code (src/vitest/README.md): every snippet of it stands in this sample.
import { expect, test } from 'vitest'
import { pathWithHelm } from '../support/helm.ts'
import { ensureRegistryImage } from '../support/registry-image.ts'
import { runSample } from '../support/run-sample.ts'

// The first time, helm and the registry are built.
test('every thing that the guide shows does what it says', { timeout: 900_000 }, async () => {
  await ensureRegistryImage()
  const { exitCode, output, report } = await runSample('guide', { env: { PATH: await pathWithHelm() } })
  expect(report, output).toMatchObject({ success: true, numFailedTests: 0 })
  expect(exitCode, output).toBe(0)
})

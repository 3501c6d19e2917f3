// The first screen of the README: the project that it shows, run, and what it says one sees.
import { expect, test } from 'vitest'
import { findUnprinted, requireOutput } from '../support/readme-output.ts'
import { runSample } from '../support/run-sample.ts'

test('the first test of the README passes and prints what is shown there', async () => {
  const { exitCode, output } = await runSample('first-test')
  expect(exitCode, output).toBe(0)
  expect(findUnprinted(requireOutput('usable'), output), output).toEqual([])
})

// Vitest's watch mode with a real cluster.
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { sampleFolder, startSample } from '../support/run-sample.ts'
import { findMadeBy } from '../support/sample-leftovers.ts'
import { actionsOf } from '../support/sample-output.ts'

test('in watch mode the cluster stays over reruns and an edited configuration, and goes with the run', async () => {
  const run = startSample('smoke', { args: ['watch'] })
  onTestFinished(() => void run.kill('SIGKILL'))
  const passed = (times: number): Promise<void> =>
    vi.waitFor(() => expect(run.output().split('Tests  7 passed').length - 1, run.output()).toBe(times), {
      timeout: 180_000,
      interval: 200,
    })
  await passed(1)
  await touch('cluster.test.ts')
  await passed(2)
  await touch('vitest.config.ts')
  await passed(3)
  expect(actionsOf(run.output()).filter((action) => action === 'usable')).toHaveLength(1)
  run.kill('SIGTERM')
  await vi.waitFor(async () => expect(await findMadeBy(run.pid!)).toEqual({ containers: [], volumes: [] }), {
    timeout: 60_000,
    interval: 500,
  })
})

async function touch(file: string): Promise<void> {
  await utimes(join(sampleFolder('smoke'), file), new Date(), new Date())
}

// Watch mode when the cluster cannot come up. Needs no engine.
import { once } from 'node:events'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { sampleFolder, startSample } from '../support/run-sample.ts'

test('a rerun after a failed set-up tries again, and tells the test what failed', async () => {
  const run = startSample('no-engine', { args: ['watch'], env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } })
  try {
    await vi.waitFor(() => expect(run.output()).toContain('KIND_DOCKER_UNREACHABLE:'), { timeout: 30_000 })
    await utimes(join(sampleFolder('no-engine'), 'cluster.test.ts'), new Date(), new Date())
    await vi.waitFor(
      () => expect(run.output()).toContain('KIND_SETUP_MISSING: cluster setup failed: KIND_DOCKER_UNREACHABLE: no Docker engine answered'),
      { timeout: 30_000 },
    )
  } finally {
    run.kill('SIGTERM')
    await once(run, 'close')
  }
})

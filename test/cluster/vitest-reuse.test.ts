// `reuse: 'always'` as users meet it: over runs, over projects, and when a run is killed.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { runSample, sampleFolder, startSample } from '../support/run-sample.ts'
import { findMadeBy } from '../support/sample-leftovers.ts'
import { actionsOf } from '../support/sample-output.ts'

const name = 'vitest-reused'

afterAll(async () => {
  await deleteCluster(name, {
    environment: readEnvironment(),
    artifactsDirectory: join(sampleFolder('reused'), '.vitest/kind'),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
})

test('killed while it boots, a cluster that was to stay goes all the same', async () => {
  const run = startSample('reused')
  await vi.waitFor(() => expect(actionsOf(run.output())).toContain('await-runtime'), { timeout: 120_000 })
  run.kill('SIGKILL')
  await vi.waitFor(async () => expect(await findMadeBy(run.pid!)).toEqual({ containers: [], volumes: [] }), {
    timeout: 60_000,
    interval: 500,
  })
})

test('the first run makes it for both its projects, the second adopts it, and it stays when that one is killed', async () => {
  const first = await runSample('reused', { env: { EXPECT_ADOPTED: 'no' } })
  expect(first.report, first.output).toMatchObject({ success: true, numPassedTests: 2 })
  expect(actionsOf(first.output).filter((action) => action === 'usable')).toHaveLength(1)
  const nodes = await nodesOf()
  expect(nodes).toHaveLength(1)

  expect(await activeNamespaces(), 'the last test of a worker had its namespace deleted too').toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^answers-/)]),
  )

  const second = await runSample('reused', { env: { EXPECT_ADOPTED: 'yes' } })
  expect(second.report, second.output).toMatchObject({ success: true, numPassedTests: 2 })
  expect(actionsOf(second.output)).toEqual(['adopt-cluster', 'adopted'])

  const third = startSample('reused')
  await vi.waitFor(() => expect(actionsOf(third.output())).toContain('adopted'), { timeout: 120_000 })
  third.kill('SIGKILL')
  await once(third, 'close')
  expect(await nodesOf()).toEqual(nodes)
})

async function activeNamespaces(): Promise<string[]> {
  await using connection = await connectKube(await readFile(join(sampleFolder('reused'), '.vitest/kind', name, 'kubeconfig'), 'utf8'))
  const { items } = await connection.request<{ items: { metadata: { name: string }; status: { phase: string } }[] }>({
    path: '/api/v1/namespaces',
  })
  return items.filter((item) => item.status.phase === 'Active').map((item) => item.metadata.name)
}

async function nodesOf(): Promise<string[]> {
  const engine = await connectEngine(process.env, new AbortController().signal)
  return (await listContainers(engine, { 'io.x-k8s.kind.cluster': name })).map(({ id }) => id)
}

// Vitest with a real cluster, as users run it: on sample projects, in a process of its own.
import { access, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { deleteCluster } from '../../src/cluster/delete-cluster.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { runSample, sampleFolder, startSample } from '../support/run-sample.ts'
import { findMadeBy } from '../support/sample-leftovers.ts'
import { actionsOf, nameOf } from '../support/sample-output.ts'

test('a run has a cluster, every fixture works, and nothing is left', async () => {
  const { exitCode, output, report } = await runSample('smoke')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 6 })
  expect(exitCode, output).toBe(0)
  const name = nameOf(output)
  expect(actionsOf(output)).toEqual(expect.arrayContaining(['create-nodes', 'release-nodes', 'kubeadm-init', 'install-cni', 'usable', 'removed']))
  expect(await nodesOf(name)).toEqual([])
  await expect(access(join(sampleFolder('smoke'), '.vitest/kind', name, 'kubeconfig'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('clusters asked for in test files are made once for the same meaning, and removed at the end', async () => {
  const { exitCode, output, report } = await runSample('on-demand')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 4 })
  expect(exitCode, output).toBe(0)
  expect(actionsOf(output).filter((action) => action === 'usable')).toHaveLength(1)
  expect(await nodesOf(nameOf(output))).toEqual([])
})

test('keepOnFailure keeps the cluster of a failed run and says how to reach and to delete it', async () => {
  const directory = join(sampleFolder('kept'), '.vitest/kind')
  onTestFinished(async () => {
    await deleteCluster('vitest-kept', { environment: readEnvironment(), artifactsDirectory: directory })
  })
  const { exitCode, output } = await runSample('kept')
  expect(exitCode).toBe(1)
  expect(output).toContain(` kind  vitest-kept  kept, because the run failed (keepOnFailure)
       reach it:   export KUBECONFIG=${directory}/vitest-kept/kubeconfig
       delete it:  npx vitest-kind delete cluster --name vitest-kept`)
  expect(await nodesOf('vitest-kept')).toEqual(['vitest-kept-control-plane'])
})

test('a boot that fails is told once, with its budget, and leaves nothing running', async () => {
  const { exitCode, output, report } = await runSample('slow-boot')
  expect(exitCode).toBe(1)
  expect(output.match(/KIND_[A-Z_]+:/g)).toEqual(['KIND_BOOT_FAILED:'])
  expect(output).toMatch(/cluster "vitest-slow" stopped in \S+ after \d\.\d s: .*\(bootTimeout\)/)
  expect(report?.numTotalTests ?? 0).toBe(0)
  expect(await nodesOf('vitest-slow')).toEqual([])
})

test('in watch mode the cluster stays over reruns and an edited configuration, and goes with the run', async () => {
  const run = startSample('smoke', { args: ['watch'] })
  onTestFinished(() => void run.kill('SIGKILL'))
  const passed = (times: number): Promise<void> =>
    vi.waitFor(() => expect(run.output().split('Tests  6 passed').length - 1, run.output()).toBe(times), { timeout: 180_000, interval: 200 })
  await passed(1)
  await touch('cluster.test.ts')
  await passed(2)
  await touch('vitest.config.ts')
  await passed(3)
  expect(actionsOf(run.output()).filter((action) => action === 'usable')).toHaveLength(1)
  run.kill('SIGTERM')
  await vi.waitFor(async () => expect(await findMadeBy(run.pid!)).toEqual({ containers: [], volumes: [] }), { timeout: 15_000, interval: 500 })
})

async function touch(file: string): Promise<void> {
  await utimes(join(sampleFolder('smoke'), file), new Date(), new Date())
}

async function nodesOf(cluster: string): Promise<string[]> {
  const engine = await connectEngine(process.env)
  return (await listContainers(engine, { 'io.x-k8s.kind.cluster': cluster })).map((container) => container.name)
}

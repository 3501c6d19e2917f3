// Vitest with a real cluster, as users run it: on sample projects, in a process of its own.
import { access, utimes, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { pruneLeftovers } from '../../src/verbs/prune.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { findUnprinted, requireOutput } from '../support/readme-output.ts'
import { runSample, sampleFolder, startSample } from '../support/run-sample.ts'
import { findMadeBy } from '../support/sample-leftovers.ts'
import { actionsOf, nameOf } from '../support/sample-output.ts'

test('a run has a cluster, every fixture works, and nothing is left', async () => {
  const { exitCode, output, report } = await runSample('smoke')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 7 })
  expect(exitCode, output).toBe(0)
  const name = nameOf(output)
  expect(actionsOf(output)).toEqual(
    expect.arrayContaining(['create-nodes', 'release-nodes', 'kubeadm-init', 'install-cni', 'usable', 'removed']),
  )
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

test('a file with a cluster of its own: no other file has it, and it is gone before the next one is made', async () => {
  const { exitCode, output, report } = await runSample('isolated')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 4 })
  expect(exitCode, output).toBe(0)
  const told = [...output.matchAll(/^ kind {2}(\S+) {2}(usable|removed) /gm)].map(([, name, what]) => ({ name, what }))
  expect(told.map(({ what }) => what)).toEqual(['usable', 'removed', 'usable', 'removed'])
  expect(new Set(told.map(({ name }) => name)).size).toBe(2)
  for (const { name } of told) expect(await nodesOf(name!)).toEqual([])
})

test('keepOnFailure keeps the cluster of a failed run and says how to reach and to delete it', async () => {
  const directory = join(sampleFolder('kept'), '.vitest/kind')
  const context = {
    environment: readEnvironment(),
    artifactsDirectory: directory,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  }
  onTestFinished(async () => void (await deleteCluster('vitest-kept', context)))
  const { exitCode, output } = await runSample('kept')
  expect(exitCode).toBe(1)
  expect(output).toContain(` kind  vitest-kept  kept, because the run failed (keepOnFailure)
       reach it:   export KUBECONFIG=${directory}/vitest-kept/kubeconfig
       delete it:  npx vitest-kind delete cluster --name vitest-kept`)
  expect(output).toContain(' kind  vitest-kept  page of the run: .vitest/kind/vitest-kept/index.html')
  const page = await readFile(join(directory, 'vitest-kept/index.html'), 'utf8')
  expect(page).toMatch(/<h1 class="failed">1 of \d tests? failed<\/h1>/)
  expect(page, 'boot, and pods of the cluster').toMatch(/data-tip="kubeadm-init: .*data-tip="kube-system\/coredns/s)
  expect(await nodesOf('vitest-kept')).toEqual(['vitest-kept-control-plane'])
  const leftovers = await pruneLeftovers({ dryRun: true }, context)
  expect(leftovers.map(({ name }) => name)).not.toContain('vitest-kept')
})

test('a boot that fails is told once, with its budget, as the README shows it, and leaves nothing running', async () => {
  const { exitCode, output, report } = await runSample('slow-boot')
  expect(exitCode).toBe(1)
  expect(output.match(/KIND_[A-Z_]+:/g)).toEqual(['KIND_BOOT_FAILED:'])
  expect(output).toMatch(/cluster "vitest-slow" stopped in \S+ after \d\.\d s: .*\(bootTimeout\)/)
  // How far it comes in that time, and so what was seen and can be kept, is the host's.
  const shown = requireOutput('KIND_BOOT_FAILED')
  const [headline = ''] = shown.split('\n')
  if (output.includes('stopped in kubeadm-init')) expect(findUnprinted(headline, output)).toEqual([])
  expect(output).toMatch(
    /^ {2}kept {3}\S+\/vitest-slow\/ vitest-slow-control-plane\/(?:\{console\.log,.*\}| \(\d+ files\)); nodes removed; keepOnFailure: true keeps them$/m,
  )
  expect(shown.replaceAll(/^ +seen .*$/gm, '')).toMatch(/^KIND_BOOT_FAILED: .*\n[\s…]+\n {2}kept .*$/)
  expect(report?.numTotalTests ?? 0).toBe(0)
  expect(await nodesOf('vitest-slow')).toEqual([])
})

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

async function nodesOf(cluster: string): Promise<string[]> {
  const engine = await connectEngine(process.env, new AbortController().signal)
  return (await listContainers(engine, { 'io.x-k8s.kind.cluster': cluster })).map((container) => container.name)
}

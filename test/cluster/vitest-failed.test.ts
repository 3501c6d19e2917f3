// Vitest with a real cluster, as users run it, when something fails: what is told, what is kept, and what is not.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { pruneLeftovers } from '../../src/verbs/prune.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { nodesOf } from '../support/nodes-of.ts'
import { findUnprinted, requireOutput } from '../support/readme-output.ts'
import { runSample, sampleFolder } from '../support/run-sample.ts'

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
    /^ {2}kept {3}\S+\/vitest-slow\/ index\.html vitest-slow-control-plane\/(?:\{console\.log,.*\}| \(\d+ files\)); nodes removed; keepOnFailure: true keeps them$/m,
  )
  expect(shown.replaceAll(/^ +seen .*$/gm, '')).toMatch(/^KIND_BOOT_FAILED: .*\n[\s…]+\n {2}kept .*$/)
  expect(report?.numTotalTests ?? 0).toBe(0)
  expect(await nodesOf('vitest-slow')).toEqual([])
})

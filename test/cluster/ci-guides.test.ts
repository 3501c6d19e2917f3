// The shell lines of the guides for CI systems, as those would run them: in order, in a checkout, with the variables that the system sets. What
// is not here is left out: the system itself, its cache and its artifacts, and a registry with this package (`npm ci`).
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFile, chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readCiRun } from '../../src/config/ci-run.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { preparedName, removePrepared } from '../../src/state/prepared/prepared-image.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { type ClusterSummary, listClusters } from '../../src/verbs/list.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { ciEnvironments, type CiSystem, listShellSteps } from '../support/ci-guides.ts'
import { sampleFolder } from '../support/run-sample.ts'

const root = join(import.meta.dirname, '../..')
let checkout: string

beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'vitest-kind-ci-'))
  await cp(sampleFolder('ci'), checkout, { recursive: true, filter: (path) => !/node_modules|\.vitest/.test(path) })
  // What npm ci would have put there.
  const modules = join(checkout, 'node_modules')
  await mkdir(join(modules, '.bin'), { recursive: true })
  await cp(join(sampleFolder('ci'), 'node_modules/vitest-kind'), join(modules, 'vitest-kind'), { recursive: true })
  for (const name of await readdir(join(root, 'node_modules')))
    if (!['.bin', '.package-lock.json'].includes(name)) await symlink(join(root, 'node_modules', name), join(modules, name))
  // Another cluster than anybody else's: nobody has kept a state of it, and nobody adopts it.
  const mine = `    labels: { checkout: c${randomBytes(4).toString('hex')} }\n`
  await appendFile(join(checkout, 'kind.yaml'), mine)
  await symlink(join(root, 'node_modules/vitest/vitest.mjs'), join(modules, '.bin/vitest'))
  await symlink('../vitest-kind/dist/cli.js', join(modules, '.bin/vitest-kind'))
  await chmod(join(modules, 'vitest-kind/dist/cli.js'), 0o755)
})

afterAll(async () => {
  const engine = await connectEngine(process.env, new AbortController().signal)
  const keys = (await readdir(join(checkout, '.vitest/kind/cache'))).map((file) => file.replace('.state', ''))
  for (const key of keys) await removePrepared(engine, preparedName(key))
  await rm(checkout, { recursive: true, force: true })
})

test('GitHub Actions: a first job boots, and keeps what the next one begins with', async () => {
  const output = join(checkout, 'output')
  const seen = await runGuide('github-actions', { GITHUB_OUTPUT: output })
  expect(seen.owners).toEqual(['GitHub Actions run 1658821493, job e2e, attempt 2'])
  const [, key] = /^key=([0-9a-f]{16})$/m.exec(await readFile(output, 'utf8')) ?? []
  expect(key, 'the key of the cache').toBeDefined()
  expect(await readdir(join(checkout, '.vitest/kind/cache'))).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.state$/)])
  expect(await readFile(join(checkout, '.vitest/junit.xml'), 'utf8')).toContain('both replicas come up')
  expect(seen.text).toContain('kubeadm-init')
})

test('GitLab CI: a job begins with what the cache has brought', async () => {
  // The engine is this host's, and no service of the job's.
  const { owners, text } = await runGuide('gitlab-ci', {})
  expect(owners).toEqual(['GitLab run 1213, job e2e 31415'])
  expect(text).toContain('put-back-state')
})

test('Jenkins and Buildkite, on one machine, with a cluster that is kept: the second build adopts it', async () => {
  const context = await createTestContext()
  const keep = { VITEST_KIND_REUSE: 'always' }
  const first = await runGuide('jenkins', keep)
  onTestFinished(async () => {
    for (const name of first.names) await deleteCluster(name, context)
  })
  expect(first.owners).toEqual(['Jenkins run jenkins-shop-153, job e2e'])
  const second = await runGuide('buildkite', keep)
  expect(second.names, 'no other one was made').toEqual(first.names)
  expect(
    (await listOurs()).map(({ name }) => name),
    'prune leaves it',
  ).toEqual(first.names)
})

interface Seen {
  readonly names: readonly string[]
  /** Run, job and attempt, as the clusters say that were seen meanwhile. */
  readonly owners: readonly (string | undefined)[]
  readonly text: string
}

/** All steps to their end; one that fails fails the test. */
async function runGuide(system: CiSystem, more: Readonly<Record<string, string>>): Promise<Seen> {
  const seen = new Map<string, string | undefined>()
  let text = ''
  for (const step of listShellSteps(system)) {
    const running = runStep(step, { ...ciEnvironments[system], ...more })
    let ended: Awaited<typeof running> | undefined
    while (!ended) {
      for (const { name, owner } of await listOurs()) seen.set(name, owner?.ciRun)
      ended = await Promise.race([running, pause(200, undefined)])
    }
    text += ended.output
    expect(ended.code, `${step}\n${ended.output}`).toBe(0)
  }
  return { names: [...seen.keys()], owners: [...seen.values()], text }
}

/** Those of the jobs that are played here. */
async function listOurs(): Promise<ClusterSummary[]> {
  const jobs = Object.values(ciEnvironments).map(readCiRun)
  const clusters = await listClusters({ environment: readEnvironment(), signal: new AbortController().signal })
  return clusters.filter(({ owner }) => owner?.ciRun !== undefined && jobs.includes(owner.ciRun))
}

async function runStep(
  step: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  // A shell of the system begins with what is its own, not with the suite's.
  const { PATH = '', HOME = '', DOCKER_HOST } = process.env
  const shims = join(checkout, 'shims')
  await mkdir(shims, { recursive: true })
  await writeFile(join(shims, 'npm'), '#!/bin/sh\necho "npm $*: done by the test"\n', { mode: 0o755 })
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step], {
    cwd: checkout,
    env: {
      HOME,
      ...(DOCKER_HOST !== undefined && { DOCKER_HOST }),
      KIND_TEST_SUITE_RUN: process.env['KIND_TEST_SUITE_RUN'],
      ...env,
      PATH: [shims, join(root, 'node_modules/.bin'), PATH].join(delimiter),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, output }
}

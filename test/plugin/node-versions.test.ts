// Each Node.js that package.json promises runs the package, and one that it does not is told so.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { findNode } from '../support/other-node.ts'
import { runSample } from '../support/run-sample.ts'

const dist = join(import.meta.dirname, '../../dist')
const run = promisify(execFile)

test.for(['22.22.0', '24.21.0'])('Node.js %s: the program, every entry, a run', { timeout: 300_000 }, async (version) => {
  const node = await findNode(version)
  expect((await run(node, ['--version'])).stdout).toBe(`v${version}\n`)
  expect((await run(node, [join(dist, 'cli.js'), '--version'])).stdout).toMatch(/^vitest-kind version \d/)
  for (const entry of ['plugin', 'global-setup', 'api'])
    await run(node, ['--input-type=module', '--eval', `await import('${join(dist, entry)}.js')`])
  // The entry for test files is loaded by a test, which has no cluster to ask.
  const { output, report } = await runSample('named-clusters', { node, env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } })
  expect(report, output).toMatchObject({ numFailedTests: 5 })
  expect(output).toContain('KIND_DOCKER_UNREACHABLE: no Docker engine answered')
})

test.for(['18.20.8', '22.11.0'])('Node.js %s is told which it takes, in a sentence', { timeout: 300_000 }, async (version) => {
  const node = await findNode(version)
  await expect(run(node, [join(dist, 'cli.js'), 'get', 'clusters'])).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: `ERROR: vitest-kind needs Node.js 22.22, 24 or 26 and later; this is ${version}\n`,
  })
})

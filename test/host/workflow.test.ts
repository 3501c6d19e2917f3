// The shell lines of the workflow's short jobs, in a copy of this clone that has been built by nobody. The job of the whole suite is
// `.ci/run`, and whoever reads this is in it.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { copyProject } from '../support/copy-project.ts'
import { readLines } from '../support/read-workflow.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

test('the lines of the jobs "unit" and "package" do in a clean copy what they are there for', { timeout: 180_000 }, async () => {
  const copy = await makeCopy()
  const [install, vitest, ...others] = readLines('unit')
  expect(others).toEqual([])
  expect((await shell(copy, install!)).stderr).toContain('compiling src/ to dist/: done')
  // A few files of the suite that this is itself a part of.
  expect((await shell(copy, `${vitest} test/rules test/unit/host test/unit/support/poll.test.ts`)).stdout).toMatch(/Test Files +\d+ passed/)
  for (const line of readLines('package')) expect((await shell(copy, line)).stdout).toMatch(/\.tgz: \d+ files/)
})

/** Files under version control, as they are now; what is installed is not installed again. */
async function makeCopy(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'vitest-kind-workflow-'))
  onTestFinished(() => rm(copy, { recursive: true, force: true }))
  await copyProject(copy)
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  await run('git', ['init', '--quiet'], { cwd: copy })
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@localhost']
  await run('git', [...who, 'commit', '--quiet', '--allow-empty', '--message=copy'], { cwd: copy })
  return copy
}

/** As a runner's shell would: not as a child of this Vitest, nor of this npm. */
function shell(cwd: string, line: string) {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|npm_(?!config_)|KUBECONFIG$)/.test(key),
  )
  const env = {
    ...Object.fromEntries(inherited),
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
    NO_COLOR: '1',
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
  }
  return run('bash', ['-e', '-o', 'pipefail', '-c', line], { cwd, env, maxBuffer: 64 * 1024 ** 2 })
}

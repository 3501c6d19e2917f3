// When a cluster is made and when not, by what a developer says on Vitest's command line. No engine answers: who tries says so.
import { once } from 'node:events'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type OtherVitest, runSample, sampleFolder, startSample } from '../support/run-sample.ts'
import { prepareVitest4 } from '../support/vitest-4.ts'

const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
const tried = 'KIND_DOCKER_UNREACHABLE'
// What is decided of each kind of start is asked of both; each of its spellings, of this one alone: they meet in Vitest's configuration.
const vitests: { name: string; each: boolean; prepare: () => Promise<OtherVitest | undefined> }[] = [
  { name: 'this Vitest', each: true, prepare: async () => undefined },
  { name: 'the oldest one', each: false, prepare: () => prepareVitest4('modes') },
]

describe.each(vitests)('in $name', ({ each, prepare }) => {
  const some = <T>(all: readonly T[], fewer: number): readonly T[] => (each ? all : all.slice(0, fewer))
  let vitest: OtherVitest | undefined
  beforeAll(async () => void (vitest = await prepare()))

  const without = [
    ['a file whose tests use no cluster', ['sum'], 2],
    ['types only', ['--typecheck.only'], 1],
    ['a name that only tests of others have', ['-t', 'adds'], 2],
    ['a name beside tests of ours in the same file', ['-t', 'breaks'], 1],
    ['tests of others that run at once', ['-t', 'side'], 2],
    ['a name that no test has', ['-t', 'nobody'], 0],
    ['a file in processes that are shared', ['sum', '--no-isolate'], 2],
  ] as const
  test.for(some(without, 3))('no cluster for %s', async ([, args, passed]) => {
    const { output, report } = await runSample('modes', { args, env: noEngine, ...(vitest && { vitest }) })
    expect(output).not.toContain('KIND_')
    expect(report, output).toMatchObject({ numFailedTests: 0, numPassedTests: passed })
  })

  test('no cluster for a test that --bail leaves out', async () => {
    const env = { ...noEngine, EXPECT_FAILURE: 'yes' }
    const args = ['mixed', '-t', 'breaks|comes', '--bail=1']
    const { output, report } = await runSample('modes', { args, env, ...(vitest && { vitest }) })
    expect(output).not.toContain('KIND_')
    expect(report, output).toMatchObject({ numFailedTests: 1, numPassedTests: 0 })
  })

  const before = [
    ['all', []],
    ['a file that uses one by a module between', ['cluster']],
    ['processes that are shared', ['cluster', '--no-isolate']],
  ] as const
  test.for(some(before, 1))('a cluster before the first test, for %s', async ([, args]) => {
    const { output, report } = await runSample('modes', { args, env: noEngine, ...(vitest && { vitest }) })
    expect(output.split(`${tried}:`)).toHaveLength(2)
    expect(report?.numTotalTests ?? 0).toBe(0)
  })

  test('it folds in the log of GitHub Actions', async () => {
    const env = { ...noEngine, GITHUB_ACTIONS: 'true' }
    const { output } = await runSample('modes', { args: ['cluster'], env, ...(vitest && { vitest }) })
    expect(output).toMatch(/^::group::Boot of cluster "vitest-[0-9a-f]{6}"\n::endgroup::$/m)
  })

  const late = [
    ['the hook of a suite', ['-t', 'hooked']],
    ['a name', ['-t', 'wants']],
    ['a name beside tests of others', ['-t', 'comes after']],
  ] as const
  test.for(some(late, 1))('a cluster for %s, however short the time of the test and of its hooks', async ([, args]) => {
    const env = { DOCKER_HOST: await startSlowEngine(4_000) }
    const times = ['--testTimeout=2000', '--hookTimeout=2000']
    const { output, report } = await runSample('modes', { args: [...args, ...times], env, ...(vitest && { vitest }) })
    expect(output).toContain('KIND_DOCKER_')
    expect(output).not.toContain('timed out in 2000ms')
    expect(report?.success).toBe(false)
  })

  test('each shard has the files that are its own', async () => {
    const shards = await Promise.all(
      ['1/3', '2/3', '3/3'].map((shard) => runSample('modes', { args: [`--shard=${shard}`], env: noEngine, ...(vitest && { vitest }) })),
    )
    expect(shards.filter(({ output }) => output.includes(tried))).toHaveLength(2)
    expect(shards.filter(({ report }) => report?.success)).toHaveLength(1)
  })

  test('nothing is made to list tests', async () => {
    const child = startSample('modes', { args: ['list'], env: noEngine, ...(vitest && { vitest }) })
    await once(child, 'close')
    expect(child.output()).toContain('wants a cluster')
    expect(child.output()).not.toContain('KIND_')
  })
})

test('watching: no cluster for reruns of what uses none', async () => {
  const run = startSample('modes', { args: ['watch', 'sum'], env: noEngine })
  onTestFinished(() => void run.kill('SIGKILL'))
  const passed = (times: number): Promise<void> =>
    vi.waitFor(() => expect(run.output().split('Tests  2 passed').length - 1, run.output()).toBe(times), { timeout: 60_000 })
  await passed(1)
  await utimes(join(sampleFolder('modes'), 'sum.test.ts'), new Date(), new Date())
  await passed(2)
  expect(run.output()).not.toContain('KIND_')
})

/** Takes a connection and hangs up after a while. */
async function startSlowEngine(afterMs: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-engine-'))
  const path = join(folder, 'docker.sock')
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    setTimeout(() => socket.destroy(), afterMs)
  }).listen(path)
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })
  return `unix://${path}`
}

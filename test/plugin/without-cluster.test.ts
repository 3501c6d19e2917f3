// What a user sees when no cluster can come up. None of these needs an engine; each costs less than a second.
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { runSample, startSample } from '../support/run-sample.ts'

const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

test('a test that wants a cluster in a project without the plugin says what to add', async () => {
  const { exitCode, report } = await runSample('setup-missing', { args: ['cluster.test.ts'] })
  expect(exitCode).toBe(1)
  expect(messageOf(report)).toContain(`KIND_SETUP_MISSING: this test wants a cluster, but its Vitest project does not set one up
  do     add the plugin to the project in vitest.config.ts:
         import { kind } from 'vitest-kind/plugin'
         export default defineConfig({ plugins: [kind()] })`)
})

test('all mistakes in the options are told at once, and nothing is started', async () => {
  const { exitCode, output } = await runSample('invalid-options', { env: noEngine })
  expect(exitCode).toBe(1)
  expect(output).toContain(`KIND_CONFIG_INVALID: 4 problems in the options of kind()
  workers                       belongs into cluster: kind({ cluster: { workers: … } })
  cluster.nodes[0].role         "wroker" is not one of control-plane, worker; did you mean "worker"?
  cluster.networking.podSubnet  "10.244.0.0/33": an IPv4 prefix ends at 32
  clusters.ha.nmae              unknown option; did you mean name?
  nothing was started`)
  expect(count(output, '10.244.0.0/33')).toBe(1)
})

test('an engine that does not answer is told once and fails the run', async () => {
  const { exitCode, output, report } = await runSample('no-engine', { env: noEngine })
  expect(exitCode).toBe(1)
  expect(count(output, 'KIND_DOCKER_UNREACHABLE:')).toBe(1)
  expect(output).toContain('/nowhere/docker.sock')
  expect(report?.numTotalTests ?? 0).toBe(0)
})

test('a project without the plugin runs without a cluster beside one with it', async () => {
  const { exitCode, report } = await runSample('unit-beside-e2e', { args: ['--project', 'unit'], env: noEngine })
  expect(report).toMatchObject({ numPassedTests: 1, numTotalTests: 1 })
  expect(exitCode).toBe(0)
})

test('nothing boots when no test file of the project with the plugin is asked for', async () => {
  const { exitCode, report } = await runSample('unit-beside-e2e', { args: ['sum'], env: noEngine })
  expect(report).toMatchObject({ numPassedTests: 1, numTotalTests: 1 })
  expect(exitCode).toBe(0)
})

test('listing tests does not boot', async () => {
  const child = startSample('unit-beside-e2e', { args: ['list'], env: noEngine })
  await once(child, 'close')
  expect(child.output()).toContain('[e2e] e2e/cluster.test.ts > wants a cluster')
  expect(child.output()).not.toContain('KIND_')
})

function messageOf(report: Awaited<ReturnType<typeof runSample>>['report']): string {
  return report?.testResults.flatMap((file) => file.assertionResults.flatMap((result) => result.failureMessages ?? [])).join('\n') ?? ''
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

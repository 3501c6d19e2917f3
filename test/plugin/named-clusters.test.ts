// What test files are told that ask for a cluster which cannot come up. None of these needs an engine.
import { basename } from 'node:path'
import { expect, test as base } from 'vitest'
import { runSample } from '../support/run-sample.ts'

const test = base.extend('messages', { scope: 'file' }, async () => {
  const { report } = await runSample('named-clusters', { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } })
  return Object.fromEntries(
    (report?.testResults ?? []).map((file) => [
      basename(file.name),
      file.assertionResults.flatMap((result) => result.failureMessages ?? []).join('\n'),
    ]),
  )
})

test('`test` where only named clusters are declared', ({ messages }) => {
  expect(messages['default.test.ts']).toContain(`KIND_SETUP_MISSING: no default cluster is declared, only ha
  do     use kindCluster('ha') instead of test, or add cluster: {} to kind()`)
})

test('a name that is not declared', ({ messages }) => {
  expect(messages['unknown.test.ts']).toContain(`KIND_CLUSTER_UNKNOWN: no cluster "hb" is declared (kindCluster() in unknown.test.ts)
  seen   declared: ha
  do     declare it in vitest.config.ts: kind({ clusters: { "hb": {} } })`)
})

test('options with a slip name the file they stand in', ({ messages }) => {
  expect(messages['here.test.ts']).toContain(`KIND_CONFIG_INVALID: 1 problem in the cluster options (kindCluster() in here.test.ts)
  worker  unknown option; did you mean workers?
  nothing was started`)
})

test('a declared cluster that a file wants for itself', ({ messages }) => {
  expect(messages['isolated.test.ts'])
    .toContain(`KIND_CONFIG_INVALID: 1 problem in what a file wants of its cluster (kindCluster() in isolated.test.ts)
  isolated  cluster "ha" is declared for all files: give the options instead, kindCluster({ … }, { isolated: true })
  nothing was started`)
})

test('what stops the boot reaches the test that asked', ({ messages }) => {
  expect(messages['declared.test.ts']).toContain('KIND_DOCKER_UNREACHABLE: no Docker engine answered')
})

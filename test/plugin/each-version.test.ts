// Projects of eachVersion(), as Vitest and its filters see them. None of these needs an engine.
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { startSample } from '../support/run-sample.ts'

async function start(args: readonly string[], versions: string): Promise<string> {
  const child = startSample('versions', { args, env: { DOCKER_HOST: 'unix:///nowhere/docker.sock', VERSIONS: versions } })
  await once(child, 'close')
  return child.output()
}

test('the tests are there once a version, and --project chooses among them', async () => {
  const listed = (version: string): string => `[e2e (${version})] version.test.ts > the version of this project`
  expect((await start(['list'], '1.37 1.34')).split('\n').filter(Boolean).toSorted()).toEqual([listed('1.34'), listed('1.37')])
  expect((await start(['list', '--project', 'e2e (1.34)'], '1.37 1.34')).split('\n').filter(Boolean)).toEqual([listed('1.34')])
})

test('a version that no image is known for is told as everywhere', async () => {
  const output = await start(['run'], '1.02')
  expect(output).toContain('KIND_CONFIG_INVALID: 1 problem in the options of kind()')
  expect(output).toContain('cluster.version  no node image is known for "1.02", only for')
})

test('no version at all is told before anything is started', async () => {
  expect(await start(['list'], '')).toContain(
    "KIND_CONFIG_INVALID: 1 problem in eachVersion() in vitest.config.ts\n  versions  none is given: eachVersion(['1.37', '1.36'])",
  )
})

// What a kubectl reaches that a test starts without saying which cluster. The developer has a context of their own, in all the
// places where clients look; a server there counts who connects.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test as base } from 'vitest'
import { type KubeServer, sendJson, startKubeServer } from '../support/kube-server.ts'
import { findKubectl } from '../support/kubectl.ts'
import { runSample } from '../support/run-sample.ts'

const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

const test = base
  .extend('developers', { scope: 'file' }, async ({}, { onCleanup }): Promise<KubeServer> => {
    const server = await startKubeServer((_, response) => sendJson(response, { kind: 'Status', code: 404 }, 404))
    onCleanup(() => server[Symbol.asyncDispose]())
    return server
  })
  .extend('env', { scope: 'file' }, async ({ developers }, { onCleanup }): Promise<Record<string, string>> => {
    const home = await mkdtemp(join(tmpdir(), 'vitest-kind-home-'))
    onCleanup(() => rm(home, { recursive: true }))
    await mkdir(join(home, '.kube'))
    const config = join(home, '.kube/config')
    await writeFile(config, developers.kubeconfig)
    const { port } = new URL(
      (JSON.parse(developers.kubeconfig) as { clusters: { cluster: { server: string } }[] }).clusters[0]!.cluster.server,
    )
    return {
      HOME: home,
      KUBECONFIG: config,
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: port,
      PATH: `${await findKubectl()}:${process.env['PATH']}`,
    }
  })

test('the server is really the one that a kubectl of the developer asks', async ({ developers, env }) => {
  const { opened } = developers.connections()
  await expect(promisify(execFile)('kubectl', ['get', 'nodes'], { env: { HOME: env['HOME'], PATH: env['PATH'] } })).rejects.toThrow()
  expect(developers.connections().opened).toBeGreaterThan(opened)
})

test('where no cluster came up nothing is reached, whatever kind of process the tests run in', async ({ developers, env }) => {
  const { opened } = developers.connections()
  const { output, report } = await runSample('kubeconfig', { env: { ...env, ...noEngine } })
  expect(report, output).toMatchObject({ success: true, numFailedTests: 0 })
  expect(report!.numPassedTests).toBe(4 * 9)
  expect(output.match(/KUBECONFIG in test\.env is not used: in tests it is that of their cluster \(forks\)/g)).toHaveLength(1)
  expect(developers.connections().opened).toBe(opened)
})

test('in a project without the plugin', async ({ developers, env }) => {
  const { opened } = developers.connections()
  const { output, report } = await runSample('setup-missing', { args: ['kubectl.test.ts'], env })
  expect(report, output).toMatchObject({ success: true, numPassedTests: 2 })
  expect(developers.connections().opened).toBe(opened)
})

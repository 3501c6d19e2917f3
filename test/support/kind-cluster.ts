// A cluster that the real kind makes of our node image: somebody else's, to us.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { defaults } from '../../src/config/defaults.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { findKind, runProgram } from './run-kind.ts'

const config = join(import.meta.dirname, '../../fixtures/configs/kind-restricted-host.yaml')

/** Its kubeconfig; kind deletes it when the test ends. */
export async function createKindCluster(name: string): Promise<string> {
  const engine = await connectEngine(process.env, new AbortController().signal)
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-of-kind-'))
  const [kind, kubeconfig] = [await findKind(), join(folder, 'kubeconfig')]
  const image = (await findPresentImage(engine, defaults.version)) ?? ''
  const flags = ['--name', name, '--kubeconfig', kubeconfig]
  // One that kind makes has no range of its own: nodes of ours could not keep their addresses in it.
  const env = { KIND_EXPERIMENTAL_DOCKER_NETWORK: name }
  onTestFinished(async () => {
    await runProgram(kind, ['delete', 'cluster', ...flags], env)
    await engine.docker.getNetwork(name).remove()
    await rm(folder, { recursive: true })
  }, 60_000)
  const created = await runProgram(kind, ['create', 'cluster', ...flags, '--image', image, '--config', config, '--wait', '3m'], env)
  expect(created, created.stderr).toMatchObject({ code: 0 })
  return readFile(kubeconfig, 'utf8')
}

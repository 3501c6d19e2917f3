// The same tests against a cluster that is there already, known by a kubeconfig only: nothing but namespaces is made in it, nothing is left.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connectKube } from '../../src/kube/connection.ts'
import { parseKubeconfig } from '../../src/kube/kubeconfig/kubeconfig-document.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { runSample } from '../support/run-sample.ts'

const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

test('by the options, and by the environment, logged in by a program; without an engine', async () => {
  const { kubeconfig } = await createCluster({ name: 'vitest-existing' }, await createTestContext('vitest-existing'))
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-existing-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await using kube = await connectKube(kubeconfig)
  const namespaces = async (): Promise<string[]> => {
    const { items } = await kube.request<{ items: { metadata: { name: string } }[] }>({ path: '/api/v1/namespaces' })
    return items.map(({ metadata }) => metadata.name)
  }
  const before = await namespaces()

  // As somebody else would have named it.
  const text = kubeconfig.replaceAll('kind-vitest-existing', 'staging')
  const [plain, withLogin] = [join(folder, 'config'), join(folder, 'with-login')] as const
  await writeFile(plain, text, { mode: 0o600 })
  const { fields } = parseKubeconfig(text)
  const { users } = fields as { users: { user: Record<string, string> }[] }
  const decode = (field: string): string => Buffer.from(users[0]!.user[field]!, 'base64').toString()
  const apiVersion = 'client.authentication.k8s.io/v1'
  const status = { clientCertificateData: decode('client-certificate-data'), clientKeyData: decode('client-key-data') }
  const printed = JSON.stringify(JSON.stringify({ apiVersion, kind: 'ExecCredential', status }))
  await writeFile(join(folder, 'login.mjs'), `#!${process.execPath}\nconsole.log(${printed})\n`)
  await chmod(join(folder, 'login.mjs'), 0o700)
  const exec = { apiVersion, command: './login.mjs', interactiveMode: 'Never' }
  await writeFile(withLogin, JSON.stringify({ ...fields, users: [{ name: 'staging', user: { exec } }] }))

  for (const env of [{ EXISTING_KUBECONFIG: plain }, { USE_EXISTING_CLUSTER: 'true', KUBECONFIG: withLogin }]) {
    const { output, report } = await runSample('existing', { env: { ...noEngine, ...env } })
    expect(report, output).toMatchObject({ success: true, numPassedTests: 7 })
    await vi.waitFor(async () => expect(await namespaces()).toEqual(before), { timeout: 60_000, interval: 500 })
  }
  expect(await readFile(plain, 'utf8')).toBe(text)
})

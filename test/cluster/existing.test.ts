// The same tests against a cluster that is there already, made by the real kind and known by a kubeconfig only: whatever way in that describes,
// nothing but namespaces is made in it, nothing of it is changed, nothing is left.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connectKube, type KubeConnection } from '../../src/kube/connection.ts'
import { parseKubeconfig } from '../../src/kube/kubeconfig/kubeconfig-document.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { compareInventories, describeDifferences } from '../../src/state/reset/compare-inventories.ts'
import { takeInventory } from '../../src/state/reset/take-inventory.ts'
import { createKindCluster } from '../support/kind-cluster.ts'
import { runCli } from '../support/run-cli.ts'
import { runSample } from '../support/run-sample.ts'
import { startProxy, startSocksProxy } from '../support/start-proxy.ts'

type Fields = Readonly<Record<string, string>>
interface Config {
  readonly clusters: readonly { readonly cluster: Fields }[]
  readonly users: readonly { readonly user: Fields }[]
}

const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

test('by files, by a program, by a token, by proxies: the same tests, without an engine', async () => {
  const text = (await createKindCluster('existing-of-kind')).replaceAll('kind-existing-of-kind', 'staging')
  await using kube = await connectKube(text)
  const token = await createToken(kube)
  const { fields } = parseKubeconfig(text)
  const { clusters, users } = fields as unknown as Config
  const [{ cluster }, { user }] = [clusters[0]!, users[0]!]
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-existing-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const write = async (name: string, content: string, mode = 0o600): Promise<string> => {
    await writeFile(join(folder, name), content)
    await chmod(join(folder, name), mode)
    return join(folder, name)
  }
  const writeConfig = (name: string, to: object, as: object): Promise<string> =>
    write(name, JSON.stringify({ ...fields, clusters: [{ name: 'staging', cluster: to }], users: [{ name: 'staging', user: as }] }))
  const decode = (data = ''): string => Buffer.from(data, 'base64').toString()
  await using proxy = await startProxy({ knows: 'jane:secret' })
  await using environments = await startProxy()
  await using socks = await startSocksProxy()

  await write('ca.pem', decode(cluster['certificate-authority-data']))
  await write('jane.pem', decode(user['client-certificate-data']))
  await write('jane.key', decode(user['client-key-data']))
  const byFiles = await writeConfig(
    'by-files',
    { server: cluster['server'], 'certificate-authority': 'ca.pem', 'proxy-url': proxy.url },
    { 'client-certificate': 'jane.pem', 'client-key': 'jane.key' },
  )

  // Its credential is about to run out at any time; it wants to know which cluster it is for.
  await write('login.mjs', logIn(token), 0o700)
  const apiVersion = 'client.authentication.k8s.io/v1'
  const exec = { apiVersion, command: './login.mjs', interactiveMode: 'IfAvailable', provideClusterInfo: true }
  const byProgram = await writeConfig('by-program', { ...cluster, 'proxy-url': socks.url }, { exec })

  await write('token', `${token}\n`)
  const [address] = await readNodeAddresses(kube)
  const byToken = await writeConfig(
    'by-token',
    { ...cluster, server: `https://${address}:6443`, 'tls-server-name': 'kubernetes.default' },
    { tokenFile: 'token' },
  )

  const before = await takeInventory(kube, AbortSignal.timeout(60_000))
  for (const env of [
    { EXISTING_KUBECONFIG: byFiles },
    { USE_EXISTING_CLUSTER: 'true', KUBECONFIG: byProgram },
    { EXISTING_KUBECONFIG: byToken, HTTPS_PROXY: environments.url, NO_PROXY: 'example.com' },
  ]) {
    const { output, report } = await runSample('existing', { env: { NO_PROXY: '', ...noEngine, ...env } })
    expect(report, output).toMatchObject({ success: true, numPassedTests: 7 })
    await vi.waitFor(
      async () =>
        expect(describeDifferences(compareInventories(before, await takeInventory(kube, AbortSignal.timeout(60_000))))).toEqual([]),
      { timeout: 60_000, interval: 500 },
    )
  }
  // What the webhook test would have reached straight, too.
  for (const { asked } of [proxy, socks]) expect(new Set(asked)).toEqual(new Set([new URL(cluster['server'] ?? '').host]))
  expect(new Set(environments.asked)).toEqual(new Set([`${address}:6443`]))
  expect((await readFile(join(folder, 'logins'), 'utf8')).length, 'the program is asked again').toBeGreaterThan(2)

  // kind's "Ready" is the node's: its CoreDNS may not be, for a minute on a busy host, and that is told, with code 1.
  await vi.waitFor(
    async () => {
      const explained = await runCli(['explain', '--kubeconfig', byProgram], { env: noEngine, cwd: folder })
      expect(explained, explained.stdout + explained.stderr).toMatchObject({ code: 0 })
    },
    { timeout: 60_000, interval: 1_000 },
  )

  // Who is not let in is told before a test starts, and that is all.
  const refused = await writeConfig('refused', cluster, { token: `${token.slice(0, -6)}AAAAAA` })
  const { output, report } = await runSample('existing', { env: { ...noEngine, EXISTING_KUBECONFIG: refused } })
  expect(output).toContain(
    `KIND_CLUSTER_UNREACHABLE: the API server of "staging", ${cluster['server']}, does not know who asks\n  seen   GET /version: 401 Unauthorized\n  cause  it refuses the token of the kubeconfig`,
  )
  expect(report?.numPassedTests ?? 0).toBe(0)
})

/** Prints a credential that counts as run out a moment later, if it was told what for. */
function logIn(token: string): string {
  return `#!${process.execPath}
import { appendFileSync } from 'node:fs'
const { spec, apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
if (!spec.cluster.server.startsWith('https://') || spec.interactive) throw new Error('not told')
appendFileSync(new URL('logins', import.meta.url), '.')
const expirationTimestamp = new Date(Date.now() + 10_100).toISOString()
console.log(JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token: ${JSON.stringify(token)}, expirationTimestamp } }))
`
}

/** Of somebody who may do everything. */
async function createToken(kube: KubeConnection): Promise<string> {
  const metadata = { name: 'jane', namespace: 'kube-system' }
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }
  await applyManifests(kube, [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'jane' },
      roleRef,
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
  ])
  const { status } = await kube.request<{ status: { token: string } }>({
    method: 'POST',
    path: '/api/v1/namespaces/kube-system/serviceaccounts/jane/token',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3_600 } },
  })
  return status.token
}

async function readNodeAddresses(kube: KubeConnection): Promise<string[]> {
  const { items } = await kube.request<{ items: { status: { addresses: { type: string; address: string }[] } }[] }>({
    path: '/api/v1/nodes',
  })
  return items.flatMap(({ status }) => status.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address))
}

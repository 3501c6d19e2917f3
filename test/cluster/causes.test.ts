// Boots that fail of something a rule knows: each ends within seconds, in the words of the program that failed. More of them, which take
// longer or need the machine for themselves, are in test/long/.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listContainers, signalContainer } from '../../src/docker/containers.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { plantSecrets } from '../support/plant-secrets.ts'
import { provokeFailure } from '../support/provoke-failure.ts'

const name = 'vitest-causes'
const node = `${name}-control-plane`

test('mirrors beside a config_path end the boot when containerd has said so; what is kept outlives the deletion', async () => {
  const context = await createTestContext(name)
  const registry = { config_path: '/etc/containerd/certs.d', mirrors: { 'localhost:5001': { endpoint: ['http://kind-registry:5000'] } } }
  const { error, cause, elapsedMs } = await provokeFailure(context, {
    name,
    options: {
      keepOnFailure: true,
      containerdConfigPatchesJSON6902: [[{ op: 'add', path: '/plugins/io.containerd.grpc.v1.cri/registry', value: registry }]],
    },
  })
  expect(cause).toBe('mirrors-beside-config-path')
  expect(error.facts.what).toContain('stopped in await-runtime')
  expect(error.facts.seen?.[0]).toContain('`mirrors` cannot be set when `config_path` is provided')
  // A boot has 180 s.
  expect(elapsedMs).toBeLessThan(120_000)

  const folder = join(context.artifactsDirectory, name)
  const before = await readdir(join(folder, node))
  expect(before).toEqual(expect.arrayContaining(['console.log', 'containerd.log', 'inspect.json', 'plugins.txt']))
  await deleteCluster(name, context)
  expect(await readdir(join(folder, node))).toEqual(before)
  expect(existsSync(join(folder, 'error.txt'))).toBe(true)
})

test('an API server without a file that it wants has the last word, and is not waited for', async () => {
  const context = await createTestContext(name)
  const path = '/etc/kubernetes/adm/config.yaml'
  const planted = plantSecrets()
  let labels = ''
  const { error, cause, elapsedMs } = await provokeFailure(context, {
    name,
    options: {
      nodes: [{ role: 'control-plane', env: { API_TOKEN: planted.plain, SIGNED: planted.jwt } }],
      kubeadmConfigPatches: [
        {
          kind: 'ClusterConfiguration',
          apiServer: {
            extraArgs: { 'admission-control-config-file': path },
            extraEnvs: [
              { name: 'DB_PASSWORD', value: planted.plain },
              { name: 'PEM', value: planted.pem },
            ],
          },
        },
      ],
      containerdConfigPatches: [
        `[plugins."io.containerd.grpc.v1.cri".registry.configs."r.example".auth]\n  username = "jane"\n  password = "${planted.plain}"\n`,
      ],
    },
    during: {
      action: 'kubeadm-init',
      run: async () => void (labels = JSON.stringify(await listContainers(context.engine, { 'io.x-k8s.kind.cluster': name }))),
    },
  })
  expect(cause).toBe('control-plane-file-missing')
  expect(error.facts.what).toMatch(/stopped in kubeadm-init after .* kube-apiserver ends again and again, .* in phase wait-control-plane$/)
  expect(error.facts.seen?.[0]).toMatch(/^last words of kube-apiserver on vitest-causes-control-plane: .*no such file or directory/)
  expect(error.facts.why).toContain(path)
  expect(elapsedMs).toBeLessThan(120_000)

  const folder = join(context.artifactsDirectory, name)
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const kept = await Promise.all(entries.map(async (entry) => [entry.name, await readFile(join(entry.parentPath, entry.name), 'utf8')]))
  const page = kept.find(([file]) => file === 'index.html')?.[1]
  expect(page).toContain('The cluster did not come up: kubeadm-init failed')
  expect(page).toContain(`href="./${node}/kubelet.log"`)
  expect(error.facts.kept).toContain(`${folder}/ index.html ${node}/ (`)
  const all = [...kept, ['the error', error.message], ['labels', labels], ['what was told', JSON.stringify(context.events)]]
  expect(kept.length).toBeGreaterThan(15)
  expect(labels).toContain('API_TOKEN')
  const found = all.flatMap(([file, text = '']) =>
    planted.all.flatMap((secret) => (text.search(secret) >= 0 ? [`${secret} in ${file}`] : [])),
  )
  expect(found, 'no secret is in what is kept, labelled or told').toEqual([])
})

test('a kubelet that refuses a label says which, though kubeadm waits on', async () => {
  const context = await createTestContext(name)
  const folder = await mkdtemp(join(tmpdir(), 'vitest-causes-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  // Where no option can tell.
  const hostPath = join(folder, 'kubelet')
  await writeFile(hostPath, 'KUBELET_EXTRA_ARGS=--node-labels=node-role.kubernetes.io/worker=\n')
  const { error, cause, elapsedMs } = await provokeFailure(context, {
    name,
    options: { nodes: [{ role: 'control-plane', extraMounts: [{ hostPath, containerPath: '/etc/default/kubelet' }] }] },
  })
  expect(cause).toBe('kubelet-label-refused')
  expect(error.facts.why).toContain('node-role.kubernetes.io/worker')
  expect(error.facts.seen?.join('\n')).toMatch(/last words of kubelet on .* unknown 'kubernetes.io' or 'k8s.io' labels/)
  expect(elapsedMs).toBeLessThan(120_000)
})

test('a node that somebody kills is told as that, and its pods have left their logs', async () => {
  const context = await createTestContext(name)
  const { error, cause } = await provokeFailure(context, {
    name,
    options: {},
    during: {
      action: 'kubeadm-init',
      async run() {
        const log = join(context.artifactsDirectory, name, 'kubeadm-init.log')
        await expect.poll(() => readFile(log, 'utf8').catch(() => ''), { timeout: 120_000 }).toContain('[kubelet-start] Starting')
        await signalContainer(context.engine, node, 'SIGKILL')
      },
    },
  })
  expect(cause).toBe('node-killed')
  expect(error.facts.what).toContain(`${node} ended with 137 while kubeadm init ran`)
})

test('a port that another program listens at is told before a node runs', async () => {
  const context = await createTestContext(name)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { cause } = await provokeFailure(context, {
    name,
    options: { networking: { apiServerPort: (server.address() as AddressInfo).port } },
  })
  expect(cause).toBe('port-taken')
})

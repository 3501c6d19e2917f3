// More boots that fail of something a rule knows: they take a boot's whole time, or something that all of the machine shares.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ClusterOptions } from '../../src/config/options.ts'
import { inspectContainer, pauseContainer, removeContainer } from '../../src/docker/containers.ts'
import { runInContainer } from '../../src/docker/exec.ts'
import { createTestContext, type TestContext } from '../support/cluster-context.ts'
import { startEngineProxy } from '../support/engine-proxy.ts'
import { provokeFailure } from '../support/provoke-failure.ts'

const run = promisify(execFile)
const name = 'vitest-causes'
const node = `${name}-control-plane`
const isRoot = process.getuid?.() === 0

/** Once kubeadm has started the kubelet, something happens to the node. */
async function whenKubeletRuns(context: TestContext, what: () => Promise<unknown>): Promise<void> {
  const log = join(context.artifactsDirectory, name, 'kubeadm-init.log')
  await expect.poll(() => readFile(log, 'utf8').catch(() => ''), { timeout: 120_000 }).toContain('[kubelet-start] Starting')
  await what()
}

const merge = (kind: string, fields: object): ClusterOptions => ({ kubeadmConfigPatches: [{ kind, ...fields }] })
// No registry has it.
const unknownImage = merge('ClusterConfiguration', { dns: { imageTag: 'v0.0.0-none' } })

test.each<[cause: string, options: ClusterOptions]>([
  ['control-plane-argument-refused', merge('ClusterConfiguration', { apiServer: { extraArgs: { 'no-such-flag': '1' } } })],
  ['control-plane-argument-refused', merge('ClusterConfiguration', { etcd: { local: { extraArgs: { 'no-such-flag': '1' } } } })],
  ['admission-unknown', merge('ClusterConfiguration', { apiServer: { extraArgs: { 'enable-admission-plugins': 'NoSuchPlugin' } } })],
  ['runtime-config-unknown', merge('ClusterConfiguration', { apiServer: { extraArgs: { 'runtime-config': 'no.such.example/v1=true' } } })],
  ['kubelet-argument-refused', merge('InitConfiguration', { nodeRegistration: { kubeletExtraArgs: { 'no-such-flag': '1' } } })],
  ['kubelet-config-refused', merge('KubeletConfiguration', { maxPods: -5 })],
  ['feature-gate-unknown', { featureGates: { NoSuchGate: true } }],
  ['kubeadm-config-refused', merge('ClusterConfiguration', { networking: { dnsDomain: [1] } })],
  ['pod-subnet-too-small', merge('ClusterConfiguration', { networking: { podSubnet: '10.244.0.0/26' } })],
  ['containerd-config-refused', { containerdConfigPatches: ['imports = 5\n'] }],
  ['snapshotter-unfit', { containerdConfigPatches: ['[plugins."io.containerd.grpc.v1.cri".containerd]\nsnapshotter = "none"\n'] }],
  ['address-not-of-host', { networking: { apiServerAddress: '192.0.2.1' } }],
  [
    'runtime-missing',
    {
      bootTimeout: 20_000,
      containerdConfigPatches: ['[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\nruntime_type = "io.containerd.none.v1"\n'],
    },
  ],
  ['registry-unreachable', { bootTimeout: 25_000, ...unknownImage }],
  ['none', { bootTimeout: 3_000 }],
])('%s', async (wanted, options) => {
  const context = await createTestContext(name)
  const { cause, error } = await provokeFailure(context, { name, options: { bootTimeout: 60_000, ...options } })
  expect(cause, error.message).toBe(wanted)
})

test.each([
  ['proxy-on-loopback', 'http://127.0.0.1:9'],
  ['proxy-unreachable', 'http://proxy.invalid:3128'],
])('%s', async (wanted, proxy) => {
  const context = await createTestContext(name)
  const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }
  const options = { bootTimeout: 25_000, ...unknownImage, nodes: [{ role: 'control-plane', env }] } as const
  const { cause, error } = await provokeFailure(context, { name, options })
  expect(cause, error.message).toBe(wanted)
})

describe('something happens to the node', () => {
  test.each<[cause: string, what: (context: TestContext) => Promise<unknown>]>([
    ['node-paused', ({ engine }) => pauseContainer(engine, node)],
    ['node-removed', ({ engine }) => removeContainer(engine, node)],
    ['node-restarted', ({ engine }) => engine.docker.getContainer(node).restart({ t: 1 })],
  ])('%s', async (wanted, what) => {
    const context = await createTestContext(name)
    const during = { action: 'kubeadm-init', run: () => whenKubeletRuns(context, () => what(context)) }
    const { cause, error } = await provokeFailure(context, { name, options: { bootTimeout: 20_000 }, during })
    expect(cause, error.message).toBe(wanted)
  })

  test('processes-used-up', async () => {
    const context = await createTestContext(name)
    const update = { PidsLimit: 90 }
    const during = { action: 'release-nodes', run: () => context.engine.docker.getContainer(node).update(update) }
    const { cause, error } = await provokeFailure(context, { name, options: { bootTimeout: 25_000 }, during })
    expect(cause, error.message).toBe('processes-used-up')
  })

  test('node-memory-used-up', async () => {
    const context = await createTestContext(name)
    const options = { nodes: [{ role: 'control-plane', memory: '250Mi' }] } as const
    const { cause, error } = await provokeFailure(context, { name, options })
    expect(cause, error.message).toBe('node-memory-used-up')
  })

  test('nodes-cut-off', async () => {
    const context = await createTestContext(name)
    const during = {
      action: 'install-cni',
      run: () =>
        whenKubeletRuns(context, async () => {
          const { addresses, ipv6Addresses } = await inspectContainer(context.engine, `${name}-worker`)
          const drop = (program: string, from: string): Promise<unknown> =>
            runInContainer(context.engine, node, [program, '-I', 'INPUT', '-s', from, '-j', 'DROP'])
          await drop('iptables', Object.values(addresses)[0]!)
          for (const address of Object.values(ipv6Addresses)) await drop('ip6tables', address)
        }),
    }
    const { cause, error } = await provokeFailure(context, { name, options: { workers: 1 }, during })
    expect(cause, error.message).toBe('nodes-cut-off')
    expect(error.facts.what, 'not waited for until its time is up').toContain(`${name}-worker does not get to the API server at`)
  })
})

describe('files in its way', () => {
  test.each<[cause: string, containerPath: string, prepare: (path: string) => Promise<unknown>, options: ClusterOptions]>([
    [
      'coredns-loop',
      '/kind/loop.conf',
      (path) => writeFile(path, 'nameserver 127.0.0.1\n'),
      merge('KubeletConfiguration', { resolvConf: '/kind/loop.conf' }),
    ],
    [
      'network-plugin-missing',
      '/etc/cni/net.d/00-none.conflist',
      (path) => writeFile(path, '{"cniVersion": "1.0.0", "name": "none", "plugins": [{"type": "none"}]}'),
      {},
    ],
    [
      'etcd-data-foreign',
      '/var/lib/etcd',
      async (path) => {
        await mkdir(join(path, 'member/wal'), { recursive: true })
        await mkdir(join(path, 'member/snap'))
        await writeFile(join(path, 'member/wal/0000000000000000-0000000000000000.wal'), 'noise'.repeat(200))
      },
      {},
    ],
  ])('%s', async (wanted, containerPath, prepare, options) => {
    const context = await createTestContext(name)
    const folder = await mkdtemp(join(tmpdir(), 'vitest-causes-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const hostPath = join(folder, 'mounted')
    await prepare(hostPath)
    const nodes = [{ role: 'control-plane', extraMounts: [{ hostPath, containerPath }] }] as const
    const { cause, error } = await provokeFailure(context, { name, options: { bootTimeout: 35_000, ...options, nodes } })
    expect(cause, error.message).toBe(wanted)
  })

  test.runIf(isRoot)('disk-full', async () => {
    const context = await createTestContext(name)
    const hostPath = await mkdtemp(join(tmpdir(), 'vitest-causes-'))
    await run('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', hostPath])
    onTestFinished(async () => {
      await run('umount', [hostPath])
      await rm(hostPath, { recursive: true })
    })
    const nodes = [{ role: 'control-plane', extraMounts: [{ hostPath, containerPath: '/var/lib/etcd' }] }] as const
    const { cause, error } = await provokeFailure(context, { name, options: { bootTimeout: 60_000, nodes } })
    expect(cause, error.message).toBe('disk-full')
  })

  test.each([
    ['wrong-architecture', { 'paused-boot': '\u007FELF of a machine that nobody has\n' }, 'COPY paused-boot /usr/local/bin/paused-boot'],
    [
      'network-missing',
      { 'default-cni.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: no-network, namespace: kube-system }\n' },
      'COPY default-cni.yaml /kind/manifests/default-cni.yaml',
    ],
  ])('%s', async (wanted, files, line) => {
    const context = await createTestContext(name)
    const image = await context.buildImage((base) => [`FROM ${base}`, line], files)
    const { cause, error } = await provokeFailure(context, { name, options: { bootTimeout: 25_000, image } })
    expect(cause, error.message).toBe(wanted)
  })
})

test.each<[how: string, damage: (archive: Buffer) => Buffer]>([
  ['cut off', (archive) => archive.subarray(0, archive.length * 0.6)],
  ['with other bytes in it', (archive) => Buffer.from(archive.toString('latin1').replace(/x{9}/, 'y'.repeat(9)), 'latin1')],
])('image-corrupt: an archive %s', async (_how, damage) => {
  const context = await createTestContext(name)
  const folder = await mkdtemp(join(tmpdir(), 'vitest-causes-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const image = await context.buildImage(() => ['FROM scratch', 'COPY large /large'], { large: 'x'.repeat(500_000) })
  const path = join(folder, 'image.tar')
  await writeFile(path, damage(await buffer(await context.engine.docker.getImage(image).get())))
  const { cause, error } = await provokeFailure(context, { name, options: { images: [path] } })
  expect(cause, error.message).toBe('image-corrupt')
})

test('engine-stopped', async () => {
  const context = await createTestContext(name)
  // One that goes: what is before the engine ends, the engine itself is everybody's.
  await using proxy = await startEngineProxy('127.0.0.1')
  const engine = { ...context.environment.engine, DOCKER_HOST: proxy.address }
  const remote = { ...context, environment: { ...context.environment, engine } }
  const during = { action: 'kubeadm-init', run: () => whenKubeletRuns(context, async () => proxy[Symbol.asyncDispose]()) }
  const { cause, error } = await provokeFailure(remote, { name, options: { keepOnFailure: true }, during })
  expect(cause, error.message).toBe('engine-stopped')
})

test.runIf(isRoot)('inotify-used-up', async () => {
  const context = await createTestContext(name)
  const limit = '/proc/sys/fs/inotify/max_user_instances'
  const before = await readFile(limit, 'utf8')
  // Of the host, and given back at once. After the host was looked at: it would be refused.
  onTestFinished(() => writeFile(limit, before))
  const during = { action: 'create-nodes', run: () => writeFile(limit, '3') }
  const { cause, error } = await provokeFailure(context, { name, options: { bootTimeout: 30_000 }, during })
  expect(cause, error.message).toBe('inotify-used-up')
})

test('a node killed from inside is no reason to guess: an end that nobody explains has no cause', async () => {
  const context = await createTestContext(name)
  const during = {
    action: 'kubeadm-init',
    run: () => whenKubeletRuns(context, () => runInContainer(context.engine, node, ['pkill', '-x', 'kubeadm'])),
  }
  const { cause, error } = await provokeFailure(context, { name, options: { bootTimeout: 60_000 }, during })
  expect(cause, error.message).toBe('none')
  expect(error.facts.what).toContain('kubeadm init exited with 143')
})

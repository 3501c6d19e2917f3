import { expect, test } from 'vitest'
import { prepareActions } from '../../../src/boot/actions/index.ts'
import { checkHost } from '../../../src/boot/actions/check-host.ts'
import type { PrepareContext } from '../../../src/boot/action.ts'
import { runActions } from '../../../src/boot/pipeline.ts'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { type FakeEngine, startFakeEngine } from '../../support/fake-engine.ts'

const startEngine = (info: object): Promise<FakeEngine> =>
  startFakeEngine({
    'GET /info': [
      {
        body: {
          ServerVersion: '27.0.0',
          CgroupVersion: '2',
          CgroupDriver: 'systemd',
          Driver: 'overlay2',
          NCPU: 2,
          MemTotal: 1,
          ...info,
        },
      },
    ],
    'GET /version': [{ body: { Version: '27.0.0', ApiVersion: '1.46' } }],
  })

async function makeContext(fake: FakeEngine, options: ClusterOptions): Promise<PrepareContext> {
  const { spec, policy } = resolveOptions({ name: 'web', ...options }, 'a test')
  return {
    engine: await fake.connect(),
    spec,
    policy,
    network: 'kind',
    owner: 'a test',
    signal: new AbortController().signal,
    notice: () => undefined,
    detail: () => undefined,
    amount: () => undefined,
  }
}

async function check(rootDirectory: string, workers = 0, options: ClusterOptions = {}, info: object = {}): Promise<string> {
  await using fake = await startEngine({ DockerRootDir: rootDirectory, ...info })
  const context = await makeContext(fake, { ...(options.nodes ? {} : { workers }), ...options })
  return await checkHost.run(context).then(
    () => 'fine',
    (error: Error) => error.message.replace(fake.address, '<engine>'),
  )
}

// The kernel's own file system has no free block: a full disk that every Linux has.
test.runIf(process.platform === 'linux')('a disk without room for the nodes is refused before anything starts', async () => {
  expect(await check('/proc', 2)).toMatchInlineSnapshot(`
    "KIND_DISK_FULL: not enough disk for 3 nodes: 0.0 GB free, 3.0 GB needed
      seen   /proc (where the engine at <engine> keeps its data)
      do     docker system prune --volumes, or free space otherwise"
  `)
})

test('an engine whose disk cannot be seen from here is not refused', async () => {
  expect(await check('/nowhere/to/be/seen')).toBe('fine')
})

test('paths to mount that are not there are told all at once', async () => {
  const nodes = [
    {
      extraMounts: [
        { hostPath: '/', containerPath: '/a' },
        { hostPath: '/no/such/path', containerPath: '/b' },
      ],
    },
    { role: 'worker', extraMounts: [{ hostPath: '/nor/this', containerPath: '/c' }] },
  ] as const
  expect(await check('/', undefined, { nodes })).toMatchInlineSnapshot(`
    "KIND_CONFIG_INVALID: 2 problems in the options of cluster "web"
      nodes[0].extraMounts[1].hostPath  "/no/such/path" is not on this host
      nodes[1].extraMounts[0].hostPath  "/nor/this" is not on this host
      nothing was started"
  `)
})

test('a host on which no node comes up is refused, with everything that is in the way', async () => {
  const info = {
    CgroupVersion: '1',
    CgroupDriver: 'none',
    SecurityOptions: ['name=rootless'],
    SystemTime: new Date(Date.now() + 3_600_000).toISOString(),
  }
  expect(await check('/nowhere/to/be/seen', 0, {}, info)).toMatchInlineSnapshot(`
    "KIND_HOST_UNFIT: cgroup v1, driver none: without root an engine limits nothing there, and no kubelet starts
      seen   the engine's clock is 60 min ahead of this machine's: certificates made there are not valid here yet
      do     start the host with systemd.unified_cgroup_hierarchy=1 on its kernel command line; restart the engine's machine, or have it set its clock by NTP"
  `)
  expect(await check('/nowhere/to/be/seen', 0, {}, { MemTotal: 200_000_000 })).toMatch(/^KIND_HOST_UNFIT: 0.2 GB of memory in all, /)
})

test.for<[string, ClusterOptions]>([
  ['kubeadmConfigPatches[0]', { kubeadmConfigPatches: [{ kind: 'KubeletConfiguration', failCgroupV1: true }] }],
  ['nodes[0].kubeadmConfigPatches[0]', { nodes: [{ kubeadmConfigPatches: ['kind: KubeletConfiguration\nfailCgroupV1: true'] }] }],
  [
    'kubeadmConfigPatchesJSON6902[0]',
    { kubeadmConfigPatchesJSON6902: [{ kind: 'KubeletConfiguration', patch: '- {op: add, path: /failCgroupV1, value: true}' }] },
  ],
])('cgroup v1 is refused where %s has the kubelet refuse it, and nowhere else', async ([path, options]) => {
  const version1 = { CgroupVersion: '1', CgroupDriver: 'cgroupfs' }
  expect(await check('/nowhere', undefined, options, version1)).toBe(
    `KIND_HOST_UNFIT: cgroup v1, driver cgroupfs, and ${path} has the kubelet refuse that\n  do     take failCgroupV1 out of ${path}, or use a host with cgroup v2`,
  )
  expect(await check('/nowhere', undefined, options)).toBe('fine')
  expect(await check('/nowhere', 0, { kubeadmConfigPatches: [{ kind: 'KubeletConfiguration', failCgroupV1: false }] }, version1)).toBe(
    'fine',
  )
})

test('of an engine that cannot carry nodes no image and no network is asked', async () => {
  await using fake = await startEngine({
    DockerRootDir: '/nowhere/to/be/seen',
    BuildahVersion: '1.28.0',
    CgroupVersion: '1',
    CgroupDriver: 'cgroupfs',
  })
  const context = await makeContext(fake, {})
  const boot = runActions(prepareActions, () => context, { cluster: 'web', onProgress: () => undefined, signal: context.signal })
  await expect(boot).rejects.toMatchObject({ action: 'check-host', cause: { code: 'KIND_HOST_UNFIT' } })
  expect(fake.asked.filter((one) => /images|networks/.test(one))).toEqual([])
})

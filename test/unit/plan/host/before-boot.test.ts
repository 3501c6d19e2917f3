import { expect, test } from 'vitest'
import type { HostDemand, HostExamination, HostLimits } from '../../../../src/plan/host/examination.ts'
import { judgeBeforeBoot, judgeHost } from '../../../../src/plan/host/judge-host.ts'
import { examineCaptured, examineHealthy } from '../../../support/captured-hosts.ts'

function demandOf(workers: number, networking: Partial<HostDemand['networking']> = {}): HostDemand {
  return {
    nodes: [{ role: 'control-plane' as const }, ...Array.from({ length: workers }, () => ({ role: 'worker' as const }))],
    networking: { ipFamily: 'ipv4', podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16', ...networking },
  }
}

/** What a boot of a control plane and `workers` makes of it: `refuse …` or `tell …`, a line each. */
function boot(host: HostExamination, workers = 0, networking: Partial<HostDemand['networking']> = {}): string[] {
  const { refused, told } = judgeBeforeBoot(host, demandOf(workers, networking))
  return [...refused.map(({ text }) => `refuse  ${text}`), ...told.map(({ text }) => `tell  ${text}`)]
}

const healthy = examineHealthy()
const withLimits = (limits: Partial<HostLimits>): HostExamination => ({ ...healthy, limits: { ...healthy.limits, ...limits } })
const gigabyte = 1e9
const withImageDisk = (freeBytes: number): HostExamination =>
  withLimits({
    disks: [...healthy.limits.disks, { directory: '/var/lib/containerd', totalBytes: 5 * gigabyte, freeBytes, freeInodes: undefined }],
  })

test('on a healthy host nothing is said, however much of it can be seen', () => {
  expect(boot(healthy, 2)).toEqual([])
  expect(boot(examineCaptured('Docker Desktop on macOS'), 2)).toEqual([])
  expect(boot(examineCaptured('cgroup v2 on Debian'), 2)).toEqual([])
  expect(boot({ ...healthy, sight: 'kernel' }, 2)).toEqual([])
})

test('what works, but not for long, is the affair of doctor', () => {
  const engine = {
    ...examineCaptured('Docker 29, containerd store').engine,
    cgroupVersion: 1,
    storageDriver: 'vfs',
  } as HostExamination['engine']
  expect(judgeHost({ ...healthy, engine }, demandOf(0)).filter(({ state }) => state === 'warning')).toHaveLength(2)
  expect(boot({ ...healthy, engine })).toEqual([])
})

test.for<[string, HostExamination, number, string[]]>([
  ['inotify that does', withLimits({ inotifyInstances: { max: 128, used: 0 } }), 7, []],
  [
    'inotify that may not do',
    withLimits({ inotifyInstances: { max: 128, used: 78 } }),
    2,
    ['tell  50 of 128 inotify instances are free, and 3 nodes take about 52'],
  ],
  [
    'inotify that cannot do',
    withLimits({ inotifyInstances: { max: 128, used: 117 } }),
    1,
    ['refuse  11 of 128 inotify instances are free, and 2 nodes take about 39: they would not come up'],
  ],
  [
    'inotify of which nobody can say how much is taken',
    withLimits({ inotifyInstances: { max: 128, used: undefined } }),
    8,
    ['tell  128 inotify instances; how many are taken cannot be seen, and 9 nodes take about 130'],
  ],
  [
    'watches',
    withLimits({ inotifyWatches: { max: 8192, used: 8150 } }),
    0,
    ['refuse  42 of 8192 inotify watches are free, and 1 node takes about 246: it would not come up'],
  ],
  ['processes', withLimits({ tasks: { max: 4194304, used: 400 } }), 20, []],
  [
    'processes, all taken',
    withLimits({ tasks: { max: 4096, used: 4090 } }),
    0,
    ['refuse  6 of 4096 processes and threads are free, and 1 node takes about 213: it would not come up'],
  ],
  ['files, of which there is no limit', withLimits({ openFiles: { max: Number.MAX_SAFE_INTEGER * 1024, used: 3384 } }), 20, []],
  [
    'a full disk',
    withLimits({ disks: [{ directory: '/var/lib/docker', totalBytes: 40 * gigabyte, freeBytes: 0, freeInodes: 10 }] }),
    2,
    [
      'refuse  not enough disk for 3 nodes: 0.0 GB free, 3.0 GB needed',
      'tell  10 files more can be made at /var/lib/docker, however much room there is, and 3 nodes take more',
    ],
  ],
  ["too little on the disk of containerd's for another image", withImageDisk(0.4 * gigabyte), 0, []],
  [
    "a full disk of containerd's",
    withImageDisk(2e6),
    0,
    ['refuse  0.0 GB of 5.0 GB free at /var/lib/containerd, where images are: no container can be made'],
  ],
  [
    'memory that may not do',
    withLimits({ memory: { totalBytes: 2 * gigabyte, availableBytes: 0.5 * gigabyte, swapFreeBytes: 0 } }),
    1,
    ['tell  0.5 GB of 2.0 GB of memory are free, and 2 nodes take about 0.5 GB'],
  ],
  [
    'no memory for etcd at all',
    withLimits({ memory: { totalBytes: 0.5 * gigabyte, availableBytes: 0.1 * gigabyte, swapFreeBytes: 0 } }),
    0,
    ['refuse  0.1 GB of 0.5 GB of memory are free, and 1 node takes about 0.5 GB: the API server and etcd would be killed'],
  ],
  [
    'a clock that is ahead',
    { ...healthy, clockAheadMs: 45 * 60_000 },
    0,
    ["refuse  the engine's clock is 45 min ahead of this machine's: certificates made there are not valid here yet"],
  ],
  ['a clock that is behind', { ...healthy, clockAheadMs: -45 * 60_000 }, 0, []],
])('before a boot: %s', ([, host, workers, lines]) => {
  expect(boot(host, workers)).toEqual(lines)
})

test('IPv6 is needed only where it is asked for', () => {
  const host = { ...healthy, kernel: { ...healthy.kernel, ipv6: false } }
  expect(boot(host)).toEqual([])
  expect(boot(host, 0, { ipFamily: 'dual' })).toEqual([
    "refuse  networking.ipFamily is 'dual', and the kernel of the engine's host has IPv6 turned off",
  ])
})

test('several things that are in the way are told at once, each with what mends it', () => {
  const { refused } = judgeBeforeBoot(examineCaptured('rootless Docker on cgroup v1', { clockAheadMs: 3_600_000 * 3 }), demandOf(0))
  expect(refused.map(({ check }) => check)).toEqual(['cgroup', 'clock'])
  expect(refused.every((finding) => finding.do)).toBe(true)
})

test('what an engine cannot do for nodes ends a boot', () => {
  const { engine } = examineCaptured('Docker 29, containerd store')
  const change = (changes: object): HostExamination => ({ ...healthy, engine: { ...engine, ...changes } })
  expect(boot(change({ osType: 'windows' }))).toEqual([
    'refuse  Docker 29.6.1 at unix:///var/run/docker.sock runs windows containers, and nodes are Linux ones',
  ])
  expect(boot(change({ controllers: { cpu: true, memory: false, pids: true } }))).toEqual([
    'refuse  this kernel cannot limit memory, without which no kubelet starts',
  ])
  expect(boot(change({ controllers: { cpu: true, memory: true, pids: false } }))).toEqual([])
  expect(boot(change({ rootless: true, controllers: { cpu: true, memory: true, pids: false } }))).toEqual([
    'refuse  the user of this rootless engine has not been given pids to limit, without which no kubelet starts',
  ])
  expect(boot(change({ rootless: true }))).toEqual([])
})

test('what raises a limit never lowers it', () => {
  const remedies = (limits: Partial<HostLimits>): (string | undefined)[] =>
    judgeBeforeBoot(withLimits(limits), demandOf(0)).refused.map((finding) => finding.do)
  expect(remedies({ inotifyInstances: { max: 1024, used: 1020 }, inotifyWatches: { max: 1_048_576, used: 9 } })).toEqual([
    'sudo sysctl fs.inotify.max_user_instances=4096 fs.inotify.max_user_watches=1048576',
  ])
  expect(remedies({ openFiles: { max: 2_466_170, used: 2_466_169 } })).toEqual(['sudo sysctl fs.file-max=9864680'])
})

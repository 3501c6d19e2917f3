// What the files of a machine say, from captures of several.
import { expect, test } from 'vitest'
import type { ReadText } from '../../../../src/cluster/host/host-files.ts'
import { readKernel } from '../../../../src/cluster/host/read-kernel.ts'
import { readAllowed, readDisks, readLimits } from '../../../../src/cluster/host/read-limits.ts'
import { readConfinement, readResolvers } from '../../../../src/cluster/host/read-surroundings.ts'

const filesOf =
  (files: Readonly<Record<string, string>>): ReadText =>
  (path) =>
    Promise.resolve(files[path])

test('limits, as the kernel tells them, and what is taken of each', async () => {
  const read = filesOf({
    '/proc/sys/fs/inotify/max_user_instances': '128\n',
    '/proc/sys/fs/inotify/max_user_watches': '192536\n',
    '/proc/sys/kernel/pid_max': '32768\n',
    '/proc/sys/kernel/threads-max': '192730\n',
    '/proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
    '/proc/sys/net/netfilter/nf_conntrack_count': '43\n',
    '/proc/sys/fs/file-nr': '3384\t0\t9223372036854775807\n',
    '/proc/loadavg': '5.85 4.73 2.74 6/840 19146\n',
    '/proc/meminfo':
      'MemTotal:       24684084 kB\nMemFree:        16790920 kB\nMemAvailable:   23163048 kB\nSwapCached:            0 kB\nSwapFree:              0 kB\n',
  })
  expect(await readLimits(read)).toMatchInlineSnapshot(`
    {
      "conntrack": {
        "max": 262144,
        "used": 43,
      },
      "inotifyInstances": {
        "max": 128,
        "used": undefined,
      },
      "inotifyWatches": {
        "max": 192536,
        "used": undefined,
      },
      "memory": {
        "availableBytes": 23718961152,
        "swapFreeBytes": 0,
        "totalBytes": 25276502016,
      },
      "openFiles": {
        "max": 9223372036854776000,
        "used": 3384,
      },
      "tasks": {
        "max": 32768,
        "used": 840,
      },
    }
  `)
  expect(await readLimits(filesOf({}))).toEqual({
    inotifyInstances: undefined,
    inotifyWatches: undefined,
    openFiles: undefined,
    tasks: undefined,
    conntrack: undefined,
    memory: undefined,
  })
})

test('what an engine without root, or in a container, may have of what there is', async () => {
  const limits = {
    tasks: { max: 32_768, used: 900 },
    memory: { totalBytes: 16e9, availableBytes: 12e9, swapFreeBytes: 0 },
  }
  const readWith = (files: Readonly<Record<string, string>>, uid?: number) => readAllowed(filesOf(files), limits, { uid })
  expect(await readWith({})).toEqual(limits)
  const slice = '/sys/fs/cgroup/user.slice/user-1000.slice'
  expect(await readWith({ [`${slice}/pids.max`]: '10813\n', [`${slice}/pids.current`]: '742\n' }, 1000)).toEqual({
    ...limits,
    tasks: { max: 10_813, used: 742 },
  })
  expect(await readWith({ [`${slice}/pids.max`]: 'max\n', [`${slice}/pids.current`]: '742\n' }, 1000)).toEqual(limits)
  expect(
    await readWith({
      '/sys/fs/cgroup/memory.max': '2147483648\n',
      '/sys/fs/cgroup/pids.max': '512\n',
      '/sys/fs/cgroup/pids.current': '40\n',
    }),
  ).toEqual({ tasks: { max: 512, used: 40 }, memory: { totalBytes: 2_147_483_648, availableBytes: 2_147_483_648, swapFreeBytes: 0 } })
  // Version 1 has a file where nothing is limited, too.
  expect(await readWith({ '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' })).toEqual(limits)
})

test('a folder that is not here has no disk, and two of one disk have one', async () => {
  expect(await readDisks(['/nowhere/to/be/seen'])).toEqual([])
  expect(await readDisks(['/', '/etc'])).toHaveLength(1)
})

test.for<[string, Readonly<Record<string, string>>, object]>([
  [
    'Debian 12, with modules',
    {
      '/proc/modules':
        'nf_tables 303104 65 nft_chain_nat, Live 0x0000000000000000\nbr_netfilter 36864 0 - Live 0x0\noverlay 163840 4 - Live 0x0\n',
      '/proc/filesystems': 'nodev\ttmpfs\n\text4\nnodev\toverlay\n',
      '/lib/modules/6.1.0/modules.builtin': 'kernel/fs/ext4/ext4.ko\n',
      '/lib/modules/6.1.0/modules.dep':
        'kernel/net/ipv4/netfilter/ip_tables.ko: kernel/net/netfilter/x_tables.ko\nkernel/drivers/net/vxlan/vxlan.ko: kernel/net/ipv4/udp_tunnel.ko\nkernel/fs/overlayfs/overlay.ko:\n',
    },
    { nf_tables: 'loaded', br_netfilter: 'loaded', overlay: 'loaded', ip_tables: 'loadable', vxlan: 'loadable' },
  ],
  [
    'Fedora, whose modules are packed and have dashes',
    {
      '/proc/modules': '',
      '/proc/filesystems': '\text4\n',
      '/lib/modules/6.1.0/modules.builtin': 'kernel/fs/overlayfs/overlay.ko\n',
      '/lib/modules/6.1.0/modules.dep': 'kernel/net/ipv4/netfilter/ip-tables.ko.xz: x\nkernel/net/netfilter/nf_tables.ko.zst:\n',
    },
    { overlay: 'built in', ip_tables: 'loadable', nf_tables: 'loadable', vxlan: 'absent', br_netfilter: 'absent' },
  ],
  [
    'a kernel without modules, which has its configuration in it',
    {
      '/proc/filesystems': 'nodev\toverlay\n',
      '/proc/config.gz':
        'CONFIG_NET=y\nCONFIG_OVERLAY_FS=y\nCONFIG_NF_TABLES=y\nCONFIG_IP_NF_IPTABLES_LEGACY=y\n# CONFIG_VXLAN is not set\nCONFIG_BRIDGE_NETFILTER=m\n',
      '/proc/sys/net/bridge/bridge-nf-call-iptables': '1\n',
    },
    { overlay: 'built in', nf_tables: 'built in', ip_tables: 'absent', vxlan: 'absent', br_netfilter: 'loaded' },
  ],
  [
    'a machine whose modules went with an update: nothing is said of what is not loaded',
    { '/proc/modules': 'overlay 163840 4 - Live 0x0\n', '/proc/filesystems': 'nodev\toverlay\n' },
    { overlay: 'loaded' },
  ],
  ['a configuration that could not be unpacked', { '/proc/filesystems': '\text4\n', '/proc/config.gz': '' }, {}],
  ['nothing', {}, {}],
])('parts of the kernel of %s', async ([, files, modules]) => {
  expect((await readKernel(filesOf(files), '6.1.0', { withModules: true })).modules).toEqual(modules)
})

test('IPv6 is there when the kernel has a table of its addresses, though it be empty', async () => {
  expect(await readKernel(filesOf({ '/proc/net/if_inet6': '' }), '6.1.0', { withModules: false })).toEqual({ modules: {}, ipv6: true })
  expect(await readKernel(filesOf({}), '6.1.0', { withModules: false })).toEqual({ modules: {}, ipv6: false })
})

test('what confines programs', async () => {
  expect(await readConfinement(filesOf({}))).toEqual({ selinux: 'off', appArmor: false, appArmorProfiles: undefined })
  expect(
    await readConfinement(
      filesOf({
        '/sys/fs/selinux/enforce': '0',
        '/sys/module/apparmor/parameters/enabled': 'Y\n',
        '/sys/kernel/security/apparmor/profiles': '/usr/sbin/mysqld (enforce)\n/usr/sbin/ntpd (complain)\ndocker-default (enforce)\n',
      }),
    ),
  ).toEqual({ selinux: 'permissive', appArmor: true, appArmorProfiles: ['/usr/sbin/mysqld', 'docker-default'] })
})

test('resolvers, those behind a local one too', async () => {
  const read = filesOf({
    '/etc/resolv.conf': '# nameserver 9.9.9.9\nnameserver 127.0.0.53\noptions edns0 trust-ad\nsearch lan\n',
    '/run/systemd/resolve/resolv.conf': 'nameserver 192.168.2.1\nnameserver fe80::1%2\n',
  })
  expect(await readResolvers(read)).toEqual({ resolvers: ['127.0.0.53'], resolversBehind: ['192.168.2.1', 'fe80::1%2'] })
  expect(await readResolvers(filesOf({}))).toEqual({ resolvers: undefined, resolversBehind: undefined })
})

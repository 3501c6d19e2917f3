// Findings that are not those of a healthy host, one at a time.
import { expect, test } from 'vitest'
import type { EngineDetails } from '../../../../src/docker/engine-details.ts'
import type { HostDemand, HostExamination } from '../../../../src/plan/host/examination.ts'
import { judgeHost } from '../../../../src/plan/host/judge-host.ts'
import { examineHealthy, more } from '../../../support/captured-hosts.ts'

const demand: HostDemand = {
  nodes: [{ role: 'control-plane' }],
  networking: { ipFamily: 'ipv4', podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' },
}
const healthy = { ...examineHealthy(), more }
const { kernel, confinement, network } = healthy

function withEngine(changes: Partial<EngineDetails>): HostExamination {
  return { ...healthy, engine: { ...healthy.engine, ...changes } }
}

function withMore(changes: object): HostExamination {
  return { ...healthy, more: { ...more, ...changes } }
}

/** What is not ok. */
function judge(host: HostExamination): string[] {
  return judgeHost(host, demand)
    .filter(({ state }) => state !== 'ok')
    .map(({ state, check, text, do: remedy }) => `${state} ${check}: ${text} | ${remedy}`)
}

test('a healthy host has none, and says nothing of what it has not', () => {
  expect(judge(healthy)).toEqual([])
  expect(judge({ ...healthy, network: { ...network, resolvers: ['127.0.0.1'] } })).toEqual([])
  expect(judge({ ...healthy, kernel: { modules: {}, ipv6: false } })).toEqual([])
  expect(judge({ ...healthy, kernel: { ...kernel, modules: { ...kernel.modules, br_netfilter: 'absent', ip_tables: 'absent' } } })).toEqual(
    [],
  )
  expect(
    judge({ ...healthy, confinement: { selinux: 'permissive', appArmor: true, appArmorProfiles: ['docker-default', 'tcpdump'] } }),
  ).toEqual([])
})

test.for<[string, HostExamination, string[]]>([
  [
    'an old engine',
    withEngine({ version: '19.03.15' }),
    [
      'warning engine: Docker 19.03.15, API 1.55, at unix:///var/run/docker.sock (the usual places): Ubuntu 24.04.4 LTS, linux/amd64; nodes are not tried on an engine before 20.10 | install Docker 20.10 or newer',
    ],
  ],
  [
    'an engine on another processor',
    withEngine({ architecture: 's390x' }),
    [
      'warning engine: Docker 29.6.1, API 1.55, at unix:///var/run/docker.sock (the usual places): Ubuntu 24.04.4 LTS, linux/s390x; node images are published for amd64 and arm64 | set image to a node image for linux/s390x, or DOCKER_HOST to an engine on amd64',
      'problem node-image: vitest-kind/node:v1.37.2 is for linux/amd64, the engine runs linux/s390x | docker image rm vitest-kind/node:v1.37.2; then npx vitest-kind build node-image',
    ],
  ],
  [
    'a snap',
    withEngine({ rootDirectory: '/var/snap/docker/common/var-lib-docker' }),
    [
      "warning storage: overlayfs, images in containerd's store; Docker is a snap, which sees no folder outside of home: extraMounts of others are empty | sudo snap remove docker, and install Docker's own package",
    ],
  ],
  [
    'vfs',
    withEngine({ storageDriver: 'vfs' }),
    [
      `warning storage: vfs, images in containerd's store: each node gets a copy of its whole image, half a gigabyte | set "storage-driver": "overlay2" in /etc/docker/daemon.json, and restart the engine`,
    ],
  ],
  [
    'vfs of a rootless engine, which reads no file below /etc',
    withEngine({ storageDriver: 'vfs', rootless: true }),
    [
      `warning storage: vfs, images in containerd's store: each node gets a copy of its whole image, half a gigabyte | set "storage-driver": "overlay2" in ~/.config/docker/daemon.json, and systemctl --user restart docker`,
    ],
  ],
  [
    'no limit of processes',
    withEngine({ controllers: { cpu: true, memory: true, pids: false } }),
    [
      'warning controllers: the engine cannot limit pids: limits of pods for it have no effect | use a kernel that has the cgroup controller pids',
    ],
  ],
  [
    'a sandbox',
    withEngine({ defaultRuntime: 'runsc' }),
    [
      'warning security: apparmor, seccomp, cgroupns; runtime runsc; firewall iptables: nodes are not tried in a sandbox | set "default-runtime": "runc" in /etc/docker/daemon.json, and restart the engine',
    ],
  ],
  [
    'no new privileges',
    withEngine({ securityOptions: ['seccomp', 'no-new-privileges'] }),
    [
      'warning security: seccomp, no-new-privileges; runtime runc; firewall iptables: programs of pods that change their user by setuid, such as sudo and su, cannot | take "no-new-privileges" out of /etc/docker/daemon.json, and restart the engine',
    ],
  ],
  [
    'one core',
    withEngine({ cpus: 1 }),
    ['warning cores: 1 core: Kubernetes asks for two, and a boot takes minutes | use a machine with two cores'],
  ],
  [
    'no forwarding',
    withEngine({ forwardsIpv4: false }),
    ["warning forwarding: the engine's host forwards no packets: nodes and pods reach nothing outside | sudo sysctl net.ipv4.ip_forward=1"],
  ],
  [
    'a kernel without netfilter',
    { ...healthy, kernel: { ...kernel, modules: { nf_tables: 'absent', ip_tables: 'absent' } } },
    [
      'problem netfilter: the kernel has neither nf_tables nor ip_tables: kube-proxy does not start, and no Service answers | boot a kernel with CONFIG_NF_TABLES',
    ],
  ],
  [
    'a kernel without vxlan and overlay',
    { ...healthy, kernel: { ...kernel, modules: { ...kernel.modules, vxlan: 'absent', overlay: 'absent' } } },
    [
      'warning overlay: the kernel has no overlay: nodes unpack images without it, slowly and with much disk | boot a kernel with CONFIG_OVERLAY_FS',
      'warning vxlan: the kernel has no vxlan: nodes made of vitest-kind/node do not become Ready without it; those of kindest/node do | boot a kernel with CONFIG_VXLAN',
    ],
  ],
  [
    'profiles of AppArmor',
    { ...healthy, confinement: { ...confinement, appArmorProfiles: ['/usr/sbin/mysqld', 'named', 'docker-default'] } },
    [
      'warning apparmor: profiles of this host bind programs of pods, too: /usr/sbin/mysqld, named | sudo apparmor_parser -R /etc/apparmor.d/usr.sbin.mysqld /etc/apparmor.d/*.named',
    ],
  ],
  [
    'a local resolver alone, under Podman',
    { ...withEngine({ program: 'Podman' }), network: { ...network, resolvers: ['127.0.0.1', '::1'] } },
    [
      'warning engine: Podman 29.6.1, API 1.55, at unix:///var/run/docker.sock (the usual places): Ubuntu 24.04.4 LTS, linux/amd64; of Podman no more is tried than one node | set DOCKER_HOST, or choose a context, of a Docker engine',
      `warning dns: the only resolver, 127.0.0.1, ::1, is this machine's loopback: nodes may resolve no name outside the cluster | set "dns": ["<address of a resolver>"] in /etc/docker/daemon.json, and restart the engine`,
    ],
  ],
  [
    'Podman, on cgroup v1',
    withEngine({ program: 'Podman', cgroupVersion: 1, cgroupDriver: 'cgroupfs' }),
    [
      'warning engine: Podman 29.6.1, API 1.55, at unix:///var/run/docker.sock (the usual places): Ubuntu 24.04.4 LTS, linux/amd64; of Podman no more is tried than one node | set DOCKER_HOST, or choose a context, of a Docker engine',
      'problem cgroup: cgroup v1, driver cgroupfs: Podman gives a node no cgroups of its own there | start the host with systemd.unified_cgroup_hierarchy=1 on its kernel command line',
    ],
  ],
  [
    'no resolver',
    { ...healthy, network: { ...network, resolvers: [] } },
    [
      'warning dns: /etc/resolv.conf names no resolver: the engine asks those of Google for nodes | set "dns": ["<address of a resolver>"] in /etc/docker/daemon.json, and restart the engine',
    ],
  ],
  [
    'a clock that is behind',
    { ...healthy, clockAheadMs: -3 * 86_400_000 },
    [
      "warning clock: the engine's clock is 72 h behind this machine's: times of events and ages are wrong by that | sudo timedatectl set-ntp true",
    ],
  ],
  [
    'few connections',
    { ...healthy, limits: { ...healthy.limits, conntrack: { max: 65_536, used: 65_000 } } },
    [
      'warning conntrack: 536 of 65536 tracked connections are free: new connections are dropped when there are none | sudo sysctl net.netfilter.nf_conntrack_max=262144',
    ],
  ],
  [
    'much left behind',
    withMore({ leftovers: ['cluster a', 'cluster b', 'container c', 'volume d', 'network kind', 'files /x'] }),
    ['warning leftovers: dead runs have left 6 things: cluster a, cluster b, container c, volume d, 2 more | npx vitest-kind prune'],
  ],
  [
    'leftovers that cannot be told',
    withMore({ leftovers: 'it took more than 1.2 s' }),
    ['unseen leftovers: what dead runs have left cannot be told: it took more than 1.2 s | npx vitest-kind prune --dry-run'],
  ],
  [
    'an image for another processor',
    withMore({ image: { ...more.image, platform: 'linux/arm64/v8' } }),
    [
      'problem node-image: vitest-kind/node:v1.37.2 is for linux/arm64/v8, the engine runs linux/amd64 | docker image rm vitest-kind/node:v1.37.2; then npx vitest-kind build node-image',
    ],
  ],
  [
    'no image',
    withMore({ image: { ...more.image, reference: undefined, platform: undefined } }),
    [
      'warning node-image: no node image of Kubernetes 1.37 is here: the first boot pulls one, or fails where no registry can be reached | npx vitest-kind build node-image',
    ],
  ],
  [
    'an old Vitest',
    withMore({ programs: { ...more.programs, vitest: '4.0.18' } }),
    ['problem vitest: Vitest 4.0.18 is too old: the plugin needs 4.1 or 5 | npm install --save-dev vitest@5'],
  ],
  [
    'a Vitest to come',
    withMore({ programs: { ...more.programs, vitest: '6.0.0' } }),
    ['warning vitest: Vitest 6.0.0 is newer than this release knows | npm install --save-dev vitest@5'],
  ],
  [
    'a Node.js between',
    withMore({ programs: { ...more.programs, nodeJs: '23.11.0' } }),
    ['warning node.js: vitest-kind 0.1.0 on Node.js 23.11.0, which is not tried | install Node.js 22.22, 24 or 26'],
  ],
])('%s', ([, host, lines]) => {
  expect(judge(host)).toEqual(lines)
})

test('every warning and every problem says what mends it', () => {
  expect(judge({ ...healthy, engine: { silence: { what: 'x', seen: [], do: 'y' } } }).filter((line) => line.endsWith('undefined'))).toEqual(
    [],
  )
})

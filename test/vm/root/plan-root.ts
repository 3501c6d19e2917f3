// What the guest's root disk is made of, as data: Debian's packages, and the files and commands that make them a machine with four engines, of
// which none runs. Pure; `build-root.ts` carries it out.
import { createHash } from 'node:crypto'

export interface RootRecipe {
  readonly suite: string
  readonly packages: readonly string[]
  /** Path in the guest → content. */
  readonly files: Readonly<Record<string, string>>
  /** Run inside the root when all is installed, before the files are written. */
  readonly commands: readonly string[]
  /** Of the disk, which is sparse. */
  readonly diskBytes: number
}

/** Where a machine's own disk is mounted: the project, the images and the programs that Debian has not. */
export const payloadFolder = '/payload'

/** A user with nothing but what rootless engines ask for: subordinate ids, cgroups of its own, services that run without a login. */
export const rootlessUser = 'developer'

const system = ['systemd-sysv', 'libpam-systemd', 'dbus-user-session', 'udev', 'kmod', 'iproute2', 'openssh-server', 'procps']
// libatomic1: the Node.js of node_modules wants it. git: what finds the files of a project.
const project = ['ca-certificates', 'git', 'libatomic1']
const docker = ['docker.io', 'apparmor', 'iptables', 'nftables', 'rootlesskit', 'slirp4netns', 'uidmap', 'fuse-overlayfs']
const podman = ['podman', 'crun', 'netavark', 'aardvark-dns']

export const rootRecipe: RootRecipe = {
  suite: 'bookworm',
  packages: ['linux-image-cloud-amd64', ...system, ...project, ...docker, ...podman],
  commands: [
    `useradd --create-home --shell /bin/bash ${rootlessUser}`,
    // Each row starts the engine that it is about.
    'systemctl disable docker.service docker.socket containerd.service podman.service podman.socket podman-restart.service',
    'systemctl enable systemd-networkd.service',
  ],
  files: {
    '/etc/hostname': 'guest\n',
    '/etc/hosts': '127.0.0.1 localhost guest\n::1 localhost\n',
    // Of qemu's user network. It answers nothing there: there is no way out.
    '/etc/resolv.conf': 'nameserver 10.0.2.3\n',
    '/etc/fstab': `/dev/vda / ext4 defaults 0 0\n/dev/vdb ${payloadFolder} ext4 defaults 0 0\n`,
    '/etc/systemd/network/80-guest.network': '[Match]\nName=en*\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n',
    '/etc/ssh/sshd_config.d/guest.conf': `AuthorizedKeysFile ${payloadFolder}/authorized_keys\nStrictModes no\nUseDNS no\n`,
    // A rootless engine loads no module; its documentation has them loaded by the host.
    '/etc/modules-load.d/rootless.conf': 'overlay\nbr_netfilter\nip_tables\niptable_nat\nip6_tables\nip6table_nat\n',
    '/etc/systemd/system/user@.service.d/delegate.conf': '[Service]\nDelegate=cpu cpuset io memory pids\n',
    [`/var/lib/systemd/linger/${rootlessUser}`]: '',
    '/etc/systemd/system/docker-29.service': renderDockerUnit({
      path: `${payloadFolder}/docker-29`,
      command: `${payloadFolder}/docker-29/dockerd --data-root /var/lib/docker-29 --exec-root /run/docker-29`,
      instead: ['docker.service', 'docker.socket', 'containerd.service'],
      type: 'notify',
    }),
    '/etc/systemd/user/docker-rootless.service': renderDockerUnit({
      path: '/usr/sbin',
      command: '/usr/share/docker.io/contrib/dockerd-rootless.sh',
      instead: [],
      // As Docker's own tool for it writes the unit in that release: the script in between says nothing.
      type: 'simple',
    }),
  },
  diskBytes: 24 * 1024 ** 3,
}

/** What one that is kept is told by. */
export function hashRoot(recipe: RootRecipe): string {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16)
}

/** As Docker's own units have it: what it makes cgroups of is its own, and its programs end with it. */
function renderDockerUnit({
  path,
  command,
  instead,
  type,
}: {
  /** Goes before the usual folders. */
  readonly path: string
  readonly command: string
  /** What ends when it starts. An engine would take the containerd that it finds at the usual place for its own. */
  readonly instead: readonly string[]
  readonly type: 'notify' | 'simple'
}): string {
  const others = instead.length === 0 ? '' : `[Unit]\nConflicts=${instead.join(' ')}\nAfter=${instead.join(' ')}\n\n`
  return `${others}[Service]
Type=${type}
Environment=PATH=${path}:/usr/sbin:/usr/bin:/sbin:/bin
${instead.length === 0 ? '' : 'ExecStartPre=rm -f /run/containerd/containerd.sock\n'}ExecStart=${command}
TimeoutStartSec=infinity
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
Delegate=yes
KillMode=mixed
`
}

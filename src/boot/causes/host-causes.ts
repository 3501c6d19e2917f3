// What all nodes share and can use up: the kernel and its limits, the disk, the clock.
import { setInotify, setOpenFiles } from '../../plan/host/kernel-settings.ts'
import type { Cause } from './cause.ts'

const everywhere = [
  'error',
  'console',
  'systemd',
  'kubelet',
  'containerd',
  'kubeadm',
  'journal',
  'container/etcd',
  'container/kube-apiserver',
  'container/kube-controller-manager',
  'container/kube-scheduler',
  'container/kube-proxy',
  'container/kube-flannel',
  'container/kindnet-cni',
  'container/coredns',
]

export const hostCauses: readonly Cause[] = [
  {
    name: 'inotify-used-up',
    signs: [
      {
        in: everywhere,
        line: /Failed to (allocate manager object|create (inotify|control group inotify) object|allocate directory watch|initialize inotify)[^\n]*: Too many open files|inotify\w*:? [^\n]*too many open files|(fsnotify|file ?watcher|watcher)[^\n]*too many open files|inotify_add_watch[^\n]*no space left on device|(inotify|fsnotify|watch)[^\n]*: no space left on device/i,
      },
    ],
    why: 'the host is out of inotify instances or watches; they are shared by all nodes of all clusters',
    do: `sudo sysctl ${setInotify()}`,
  },
  {
    name: 'kernel-keys-used-up',
    signs: [{ in: everywhere.concat('events'), line: /(join session keyring|create session key)[^\n]*disk quota exceeded/i }],
    why: 'the host is out of kernel keys: every container takes one',
    do: 'sudo sysctl kernel.keys.maxkeys=20000 kernel.keys.maxbytes=2000000',
  },
  {
    name: 'open-files-used-up',
    signs: [{ in: everywhere, line: /too many open files in system/i }],
    why: 'the host as a whole is out of open files',
    do: `sudo sysctl ${setOpenFiles()}`,
  },
  {
    name: 'inodes-used-up',
    signs: [{ in: everywhere, line: /no space left on device/i }],
    also: [{ in: ['limits'], line: /^\S+ +\d+ +\d+ +0 +100% \/(var)?$/ }],
    why: 'the disk of the engine has room but no inodes left: it holds too many files',
    do: 'docker system prune frees what no container uses; images of many small files go with docker image prune --all',
  },
  {
    name: 'disk-full',
    signs: [
      { in: ['error'], line: /no space left on device/i },
      { in: everywhere, line: /^(?!.*(inotify|watch|cgroup|cpuset)).*no space left on device/i },
      { in: everywhere, line: /^(?!.*session key).*disk quota exceeded/i },
    ],
    unless: { in: ['limits'], line: /^\S+ +\d+ +\d+ +0 +100% \/(var)?$/ },
    why: 'the disk of the engine is full',
    do: 'docker system df shows what takes the room, docker system prune frees what no container uses',
  },
  {
    name: 'processes-used-up',
    signs: [
      {
        in: everywhere.concat('events'),
        line: /(fork|pthread_create|clone|new OS thread|start thread|newosproc|can't start new process)[^\n]*(resource temporarily unavailable|errno=11)|runtime: failed to create new OS thread|resource temporarily unavailable: unknown/i,
      },
      // Of the shell that evidence is asked of.
      {
        in: ['limits', 'units', 'network', 'containers', 'plugins', 'kubelet', 'systemd', 'journal', 'refusals'],
        line: /^sh: (\d+: )?Cannot fork|fork: (retry: )?Resource temporarily unavailable|OCI runtime exec failed[^\n]*resource temporarily unavailable/,
      },
    ],
    why: 'a node may start no more processes: a limit of PIDs of the engine, its user or its service is used up',
    do: 'docker info and systemctl show docker --property=TasksMax say which limit; rootless engines and CI runners often have 4096: raise it (--pids-limit, TasksMax=infinity)',
  },
  {
    name: 'cgroup-v1-refused',
    signs: [
      {
        in: ['kubelet', 'error', 'kubeadm'],
        line: /kubelet is configured to not run on a host using cgroup v1|cgroup v1 support is deprecated and will be removed[^\n]*Error/i,
      },
    ],
    why: 'this host has cgroup v1, which the kubelet refuses from 1.35 on unless failCgroupV1 is false',
    do: 'use a host with cgroup v2, or leave failCgroupV1 to vitest-kind: a patch of KubeletConfiguration may have turned it on',
  },
  {
    name: 'systemd-needs-cgroup-v2',
    signs: [
      {
        in: ['console', 'error'],
        line: /Failed to mount cgroup \(type \w+\) on|Failed to mount cgroup at \/sys\/fs\/cgroup|Failed to create \/\S* control group: |Detected unsupported legacy cgroup hierarchy|private cgroup namespace \(--cgroupns=private\)/,
      },
    ],
    why: "systemd cannot use the host's cgroups: they are of version 1 where it wants 2, or the engine does not give the node its own",
    do: 'use a host with cgroup v2 (boot with systemd.unified_cgroup_hierarchy=1; WSL: kernelCommandLine = cgroup_no_v1=all), and Docker 20.10 or newer',
  },
  {
    name: 'cgroups-refused',
    signs: [
      {
        in: ['kubelet', 'containerd', 'events'],
        // A process that has ended meanwhile is none to worry about.
        line: /^(?!.*no such process).*(error adding pid \d+ to cgroups|failed to write \d+ to cgroup\.procs|cannot enter cgroupv2 [^\n]* with domain controllers)/,
      },
    ],
    why: 'the kernel lets nothing be put into the cgroups of a node: an old kernel, or a machine whose cgroups are half version 1, half version 2',
    do: 'use a kernel of 5.2 or newer with cgroup v2 alone; with WSL: wsl --update, and kernelCommandLine = cgroup_no_v1=all in .wslconfig',
  },
  {
    name: 'cgroup-controllers-missing',
    signs: [
      {
        in: ['kubelet', 'error', 'console'],
        line: /cgroup \[[^\]]*\] has some missing (controllers|paths)|UserNS: \w+ controller needs to be delegated|requested cgroup controller [`'"]?\w+[`'"]? is not available/,
      },
    ],
    why: 'the engine does not hand down all controllers of cgroups to a node: a rootless one is given few unless told otherwise',
    do: 'give it cpu cpuset io memory pids: Delegate= in /etc/systemd/system/user@.service.d/delegate.conf (rootlesscontaine.rs, "cgroup v2")',
  },
  {
    name: 'kernel-settings-refused',
    signs: [
      {
        in: ['kubelet'],
        line: /"Failed to start ContainerManager"[^\n]*open \/proc\/sys\/(vm|kernel)\/\S+: (permission denied|read-only file system)/,
      },
      {
        in: ['container/kube-proxy'],
        line: /open \/proc\/sys\/net\/netfilter\/nf_conntrack_\w+: (permission denied|read-only file system)/,
      },
    ],
    why: 'the kubelet or kube-proxy may not change settings of the kernel: the engine is rootless or in a container itself',
    do: 'featureGates: { KubeletInUserNamespace: true }; for kube-proxy a patch of KubeProxyConfiguration with conntrack: { maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s }',
  },
  {
    name: 'no-kernel-messages',
    signs: [{ in: ['kubelet'], line: /open \/dev\/kmsg: (no such file or directory|operation not permitted)/ }],
    why: 'the node has no /dev/kmsg, which the kubelet reads: the engine runs in a container (LXC) that lacks it',
    do: 'allow nesting there (LXC: security.nesting=true, lxc.mount.entry for /dev/kmsg), or featureGates: { KubeletInUserNamespace: true }',
  },
  {
    name: 'oom-scores-refused',
    signs: [
      {
        in: ['containerd', 'kubelet', 'events'],
        line: /(create containerd task|runc create failed|OCI runtime create failed)[^\n]*oom_score_adj: (permission denied|operation not permitted)/,
      },
    ],
    why: 'the host does not let a node lower oom scores: CAP_SYS_RESOURCE is missing',
    do: 'run the engine with all capabilities; a containerd patch must not set restrict_oom_score_adj = false here',
  },
  {
    name: 'root-device-unknown',
    signs: [
      {
        in: ['kubelet'],
        line: /failed to get rootfs info|could not find device with major: \d+, minor: \d+ in cached partitions map|stat failed on (?<device>\/dev\/\S+)/,
      },
    ],
    also: [{ in: ['kubelet'], line: /Failed to start ContainerManager/ }],
    why: 'the kubelet does not find the device of its file system (btrfs, LUKS, ZFS): the node does not see it',
    do: 'add it to every node: extraMounts: [{ hostPath: DEVICE, containerPath: DEVICE }], where findmnt --noheadings --output SOURCE --target /var/lib/docker says which',
  },
  {
    name: 'kernel-modules-missing',
    signs: [
      {
        // The node's own words first: the error that repeats them does not say of which node they are.
        in: [...everywhere.filter((source) => source !== 'error'), 'error'],
        line: /iptables[^\n]*(Table does not exist|can't initialize iptables table)|modprobe: FATAL: Module (ip6?_tables|br_netfilter|nf_\w+|xt_\w+) not found|iptables[^\n]*Couldn't load match [`'"]?\w+|iptables[^\n]*RULE_APPEND failed[^\n]*No such file/i,
      },
      // Said of a chain of Docker's by the engine, it is another cause.
      { in: ['container/kindnet-cni', 'container/kube-proxy'], line: /iptables: No chain\/target\/match by that name/ },
    ],
    // Where the processor is emulated, the emulation says the same of a kernel that has all of them.
    unless: { in: ['inspect'], line: /"Emulated": / },
    why: 'a kernel module that the Service network needs is not loaded on the host, or not in its kernel',
    do: 'sudo modprobe -a ip_tables iptable_nat ip6_tables br_netfilter xt_comment xt_multiport xt_statistic; with Raspberry Pi OS: sudo apt-get install linux-modules-extra-raspi',
  },
  {
    name: 'clock-wrong',
    signs: [
      {
        in: ['kubeadm', 'container/kube-apiserver', 'kubelet'],
        // That of a registry may have ended for good.
        line: /^(?!.*(pull|resolve|do request)).*x509: certificate has expired or is not yet valid: current time (?<now>\S+) is (before|after) (?<limit>\S+)/,
      },
    ],
    why: "clocks differ: a certificate that was just made is not valid at {now}; a virtual machine's clock often stands still while its host sleeps",
    do: 'set the clock: sudo hwclock --hctosys or sudo chronyc makestep (WSL, Docker Desktop: restart it)',
  },
]

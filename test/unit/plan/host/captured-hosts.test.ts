import { expect, test } from 'vitest'
import { examineCaptured, examineHealthy, more, report } from '../../../support/captured-hosts.ts'
import { findUnprinted, requireOutput } from '../../../support/readme-output.ts'

test('Docker 29 with the containerd store, asked by a user who is not root', () => {
  const healthy = examineHealthy()
  const host = examineCaptured('Docker 29, containerd store', {
    ...healthy,
    limits: {
      ...healthy.limits,
      inotifyInstances: { max: 128, used: undefined },
      inotifyWatches: { max: 29_000, used: undefined },
      disks: [
        { directory: '/var/lib/docker', totalBytes: 42e9, freeBytes: 30e9, freeInodes: 2_000_000 },
        { directory: '/var/lib/containerd', totalBytes: 20e9, freeBytes: 12e9, freeInodes: 1_000_000 },
      ],
      memory: { totalBytes: 3_837_677_568, availableBytes: 3.1e9, swapFreeBytes: 2e9 },
    },
    network: { ...healthy.network, resolvers: ['127.0.0.53'], resolversBehind: ['183.60.83.19', '183.60.82.98'] },
    more: { ...more, image: { ...more.image, reference: undefined, platform: undefined } },
  })
  expect(report(host)).toMatchInlineSnapshot(`
    "ok       engine             Docker 29.6.1, API 1.55, at unix:///var/run/docker.sock (the usual places): Ubuntu 24.04.4 LTS, linux/amd64
    ok       storage            overlayfs, images in containerd's store
    ok       cgroup             cgroup v2, driver systemd
    ok       controllers        the engine limits cpu, memory and pids
    ok       users              containers run as root of the host
    ok       security           apparmor, seccomp, cgroupns; runtime runc; firewall iptables
    ok       inotify-instances  128 inotify instances; how many are taken cannot be seen
    ok       inotify-watches    29000 inotify watches; how many are taken cannot be seen
    ok       open-files         2464670 of 2466170 open files are free
    ok       tasks              32468 of 32768 processes and threads are free
    ok       cores              2 cores
    ok       conntrack          262104 of 262144 tracked connections are free
    ok       disk               30.0 GB of 42.0 GB free at /var/lib/docker
    ok       image-disk         12.0 GB of 20.0 GB free at /var/lib/containerd, where images are
    ok       memory             3.1 GB of 3.8 GB of memory are free, and 2.0 GB of swap
    ok       overlay            overlay is loaded
    ok       netfilter          nf_tables is loaded, ip_tables is loaded when it is needed
    ok       vxlan              vxlan is loaded when it is needed
    ok       br_netfilter       br_netfilter is loaded
    ok       ipv6               the kernel has IPv6
    ok       apparmor           AppArmor is on: nodes run unconfined
    ok       selinux            SELinux is off
    ok       subnets            no route of this host meets the ranges of pods, 10.244.0.0/16, and Services, 10.96.0.0/16
    ok       network            the network kind would get 172.18.0.0/16: no route of this host is in the way
    ok       proxies            no proxy
    ok       dns                the resolver 127.0.0.53 is this machine's; the engine asks those behind it, 183.60.83.19, 183.60.82.98
    ok       forwarding         the engine's host forwards packets
    ok       clock              the engine's clock and this one agree
    ok       leftovers          dead runs have left nothing
    warning  node-image         no node image of Kubernetes 1.37 is here: the first boot pulls one, or fails where no registry can be reached
                                do    npx vitest-kind build node-image
    ok       node.js            vitest-kind 0.1.0 on Node.js 24.12.0
    ok       vitest             Vitest 5.1.1

    this host can carry 7 nodes; the limit is inotify instances: 128 free, a control plane takes 28, a worker 15; disk would do for 12; more with: sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288"
  `)
})

test('Docker Desktop on macOS', () => {
  const host = examineCaptured('Docker Desktop on macOS', {
    where: 'unix:///Users/you/.docker/run/docker.sock',
    clockAheadMs: -95_000,
    network: {
      ...examineCaptured('Docker Desktop on macOS').network,
      proxies: { http: 'http://127.0.0.1:9000', https: 'http://you:secret@127.0.0.1:9000', no: undefined },
    },
    more,
  })
  expect(report(host)).toMatchInlineSnapshot(`
    "ok       engine       Docker 24.0.6, API 1.43, at unix:///Users/you/.docker/run/docker.sock (the usual places): Docker Desktop, linux/arm64
    ok       storage      overlay2 on extfs, images in the engine's own store
    ok       cgroup       cgroup v2, driver cgroupfs
    ok       controllers  the engine limits cpu, memory and pids
    ok       users        containers run as root of the host
    ok       security     seccomp, cgroupns; runtime runc
    unseen   host         Docker Desktop is another machine than this one, or a virtual one on it, and the engine does not tell: inotify-instances, inotify-watches, open-files, tasks, conntrack, disk, overlay, netfilter, vxlan, br_netfilter, ipv6, subnets, dns
    ok       cores        10 cores
    ok       memory       8.2 GB of memory in all
    ok       network      the network kind would get 172.18.0.0/16
    problem  proxies      the proxy http://127.0.0.1:9000 is this machine's own address: in a node it leads to the node itself, and pulls through it fail
                          do    have the proxy listen on an address that nodes reach, and name that in HTTP_PROXY and HTTPS_PROXY; or unset both
    ok       forwarding   the engine's host forwards packets
    warning  clock        the engine's clock is 95 s behind this machine's: times of events and ages are wrong by that
                          do    restart the engine's machine, or have it set its clock by NTP
    ok       leftovers    dead runs have left nothing
    problem  node-image   vitest-kind/node:v1.37.2 is for linux/amd64, the engine runs linux/arm64
                          do    docker image rm vitest-kind/node:v1.37.2; then npx vitest-kind build node-image
    ok       node.js      vitest-kind 0.1.0 on Node.js 24.12.0
    ok       vitest       Vitest 5.1.1

    as far as can be seen from here, the engine's host can carry 39 nodes; the limit is memory: 8.2 GB free, a control plane takes 0.55 GB, a worker 0.20 GB; cores would do for 98"
  `)
})

test('cgroup v2 on Debian, as the README shows it', () => {
  const healthy = examineHealthy()
  const host = examineCaptured('cgroup v2 on Debian', {
    ...healthy,
    engine: examineCaptured('cgroup v2 on Debian').engine,
    running: { 'control-plane': 3, worker: 1 },
    limits: { ...healthy.limits, inotifyInstances: { max: 128, used: 104 } },
    more: { ...more, leftovers: ['cluster web', 'network kind'] },
  })
  expect(report(host)).toMatchInlineSnapshot(`
    "ok       engine             Docker 27.1.1, API 1.46, at unix:///var/run/docker.sock (the usual places): Debian GNU/Linux 12 (bookworm), linux/amd64
    ok       storage            overlay2, images in the engine's own store
    ok       cgroup             cgroup v2, driver systemd
    ok       users              containers run as root of the host
    ok       security           seccomp, cgroupns; runtime unknown
    warning  inotify-instances  24 of 128 inotify instances are free, and 1 node takes about 26
                                do    sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288
    ok       inotify-watches    523988 of 524288 inotify watches are free
    ok       open-files         2464670 of 2466170 open files are free
    ok       tasks              32468 of 32768 processes and threads are free
    ok       cores              4 cores
    ok       conntrack          262104 of 262144 tracked connections are free
    ok       disk               100.0 GB of 250.0 GB free at /var/lib/docker
    ok       memory             12.0 GB of 16.0 GB of memory are free
    ok       overlay            overlay is loaded
    ok       netfilter          nf_tables is loaded, ip_tables is loaded when it is needed
    ok       vxlan              vxlan is loaded when it is needed
    ok       br_netfilter       br_netfilter is loaded
    ok       ipv6               the kernel has IPv6
    ok       apparmor           AppArmor is on: nodes run unconfined
    ok       selinux            SELinux is off
    ok       subnets            no route of this host meets the ranges of pods, 10.244.0.0/16, and Services, 10.96.0.0/16
    ok       network            the network kind would get 172.18.0.0/16: no route of this host is in the way
    ok       proxies            no proxy
    ok       dns                nodes ask 10.0.0.53 through the engine
    ok       clock              the engine's clock and this one agree
    warning  leftovers          dead runs have left 2 things: cluster web, network kind
                                do    npx vitest-kind prune
    ok       node-image         vitest-kind/node:v1.37.2, the node image of Kubernetes 1.37, is here
    ok       node.js            vitest-kind 0.1.0 on Node.js 24.12.0
    ok       vitest             Vitest 5.1.1

    this host can carry 0 nodes beside the 4 that run; the limit is inotify instances: 24 free, a control plane takes 28, a worker 15; cores would do for 33; more with: sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288"
  `)
  expect(findUnprinted(requireOutput('can carry'), report(host))).toEqual([])
})

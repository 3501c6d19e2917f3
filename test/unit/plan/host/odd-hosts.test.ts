import { expect, test } from 'vitest'
import { examineCaptured, examineHealthy, more, report } from '../../../support/captured-hosts.ts'

test('rootless Docker that was not given all controllers', () => {
  const { engine: _other, ...seen } = examineHealthy()
  expect(report(examineCaptured('rootless Docker', { ...seen, where: 'unix:///run/user/1000/docker.sock', more }))).toMatchInlineSnapshot(`
    "ok       engine             Docker 26.1.3, API 1.45, at unix:///run/user/1000/docker.sock (the usual places): Ubuntu 22.04.4 LTS, linux/amd64
    ok       storage            overlay2 on extfs, images in the engine's own store
    ok       cgroup             cgroup v2, driver systemd
    problem  controllers        the user of this rootless engine has not been given cpu to limit, without which no kubelet starts
                                do    sudo mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf && sudo systemctl daemon-reload; then log in again
    ok       users              rootless: nodes get the device for fuse-overlayfs, and ports below 1024 cannot be published
    ok       security           seccomp, rootless, cgroupns; runtime runc
    ok       inotify-instances  1000 of 1024 inotify instances are free
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
    ok       forwarding         the engine's host forwards packets
    ok       clock              the engine's clock and this one agree
    ok       leftovers          dead runs have left nothing
    ok       node-image         vitest-kind/node:v1.37.2, the node image of Kubernetes 1.37, is here
    ok       node.js            vitest-kind 0.1.0 on Node.js 24.12.0
    ok       vitest             Vitest 5.1.1

    this host can carry 0 nodes because of: controllers; when that is mended, 38 nodes: the limit is cores: 4 free, a control plane takes 0.25, a worker 0.1; memory would do for 58"
  `)
})

test('rootless Docker on cgroup v1', () => {
  expect(report(examineCaptured('rootless Docker on cgroup v1', { more }))).toMatchInlineSnapshot(`
    "ok       engine      Docker 20.10.8, API 1.41, at unix:///var/run/docker.sock (the usual places): Alpine Linux v3.13 (containerized), linux/amd64
    warning  storage     vfs, images in the engine's own store: each node gets a copy of its whole image, half a gigabyte
                         do    set "storage-driver": "overlay2" in ~/.config/docker/daemon.json, and systemctl --user restart docker
    problem  cgroup      cgroup v1, driver none: without root an engine limits nothing there, and no kubelet starts
                         do    start the host with systemd.unified_cgroup_hierarchy=1 on its kernel command line
    ok       users       rootless: nodes get the device for fuse-overlayfs, and ports below 1024 cannot be published
    ok       security    seccomp, rootless; runtime runc
    unseen   host        Alpine Linux v3.13 (containerized) is another machine than this one, or a virtual one on it, and the engine does not tell: inotify-instances, inotify-watches, open-files, tasks, conntrack, disk, overlay, netfilter, vxlan, br_netfilter, ipv6, subnets, dns
    ok       cores       8 cores
    ok       memory      16.8 GB of memory in all
    ok       network     the network kind would get 172.18.0.0/16
    ok       proxies     no proxy
    ok       clock       the engine's clock and this one agree
    ok       leftovers   dead runs have left nothing
    ok       node-image  vitest-kind/node:v1.37.2, the node image of Kubernetes 1.37, is here
    ok       node.js     vitest-kind 0.1.0 on Node.js 24.12.0
    ok       vitest      Vitest 5.1.1

    as far as can be seen from here, the engine's host can carry 0 nodes because of: cgroup; when that is mended, 78 nodes: the limit is cores: 8 free, a control plane takes 0.25, a worker 0.1; memory would do for 82"
  `)
})

test("Podman's Docker API, with SELinux, a VPN and a proxy", () => {
  const { engine: _other, ...seen } = examineHealthy()
  const host = examineCaptured("Podman's Docker API", {
    ...seen,
    where: 'unix:///run/user/1000/podman/podman.sock',
    source: 'DOCKER_HOST',
    confinement: { selinux: 'enforcing', appArmor: false, appArmorProfiles: undefined },
    network: {
      ...seen.network,
      proxies: { http: 'http://you:secret@proxy.example.com:3128', https: undefined, no: '.example.com' },
      routes: [
        { range: '10.0.0.0/8', device: 'tun0' },
        { range: '172.16.0.0/12', device: 'tun0' },
      ],
    },
    more: { ...more, programs: { ...more.programs, vitest: '3.2.4' } },
  })
  expect(report(host)).toMatchInlineSnapshot(`
    "warning  engine             Podman 5.0.3, API 1.41, at unix:///run/user/1000/podman/podman.sock (DOCKER_HOST): fedora, linux/amd64; of Podman no more is tried than one node
                                do    set DOCKER_HOST, or choose a context, of a Docker engine
    ok       storage            overlay on xfs, images in the engine's own store
    ok       cgroup             cgroup v2, driver systemd
    ok       controllers        the engine limits cpu, memory and pids
    ok       users              rootless: nodes get the device for fuse-overlayfs, and ports below 1024 cannot be published
    ok       security           seccomp, rootless, selinux; runtime crun
    ok       inotify-instances  1000 of 1024 inotify instances are free
    ok       inotify-watches    523988 of 524288 inotify watches are free
    ok       open-files         2464670 of 2466170 open files are free
    ok       tasks              32468 of 32768 processes and threads are free
    ok       cores              20 cores
    ok       conntrack          262104 of 262144 tracked connections are free
    ok       disk               100.0 GB of 250.0 GB free at /var/lib/docker
    ok       memory             12.0 GB of 16.0 GB of memory are free
    ok       overlay            overlay is loaded
    ok       netfilter          nf_tables is loaded, ip_tables is loaded when it is needed
    ok       vxlan              vxlan is loaded when it is needed
    ok       br_netfilter       br_netfilter is loaded
    ok       ipv6               the kernel has IPv6
    ok       apparmor           AppArmor is off
    ok       selinux            SELinux is enforcing: nodes are privileged; an extraMount that a pod may not read needs selinuxRelabel: true
    warning  subnets            networking.podSubnet "10.244.0.0/16" overlaps 10.0.0.0/8, which this host reaches through tun0: the nodes and pods of this cluster cannot
                                do    networking: { podSubnet: '192.168.192.0/20', serviceSubnet: '192.168.208.0/20' }
    warning  subnets            networking.serviceSubnet "10.96.0.0/16" overlaps 10.0.0.0/8, which this host reaches through tun0: the nodes and pods of this cluster cannot
                                do    networking: { podSubnet: '192.168.192.0/20', serviceSubnet: '192.168.208.0/20' }
    warning  network            the network kind would get 172.18.0.0/16, and this host reaches 172.16.0.0/12 through tun0: one of both is out of reach
                                do    docker network create --subnet 100.125.0.0/16 kind
    ok       proxies            http://proxy.example.com:3128, but for NO_PROXY=172.18.0.0/16,.example.com,10.96.0.0/16,10.244.0.0/16,<node names>,.svc,.svc.cluster,.svc.cluster.local
    ok       dns                nodes ask 10.0.0.53 through the engine
    ok       forwarding         the engine's host forwards packets
    ok       clock              the engine's clock and this one agree
    ok       leftovers          dead runs have left nothing
    ok       node-image         vitest-kind/node:v1.37.2, the node image of Kubernetes 1.37, is here
    ok       node.js            vitest-kind 0.1.0 on Node.js 24.12.0
    problem  vitest             Vitest 3.2.4 is too old: the plugin needs 4.1 or 5
                                do    npm install --save-dev vitest@5

    this host can carry 58 nodes; the limit is memory: 12.0 GB free, a control plane takes 0.55 GB, a worker 0.20 GB; inotify instances would do for 65"
  `)
})

test('no engine at all', () => {
  const silence = {
    what: 'no Docker engine answered (2 places tried, 0.0 s)',
    seen: [
      '/var/run/docker.sock              permission denied: owner root:docker, mode 660, you are uid 1000',
      '/run/user/1000/docker.sock       no such file',
    ],
    do: 'sudo usermod -aG docker $USER, log in again; or set DOCKER_HOST',
  }
  expect(report({ ...examineHealthy(), engine: { silence }, running: undefined, clockAheadMs: undefined, more })).toMatchInlineSnapshot(`
    "problem  engine             no Docker engine answered (2 places tried, 0.0 s)
                                seen  /var/run/docker.sock              permission denied: owner root:docker, mode 660, you are uid 1000
                                seen  /run/user/1000/docker.sock       no such file
                                do    sudo usermod -aG docker $USER, log in again; or set DOCKER_HOST
    ok       inotify-instances  1000 of 1024 inotify instances are free
    ok       inotify-watches    523988 of 524288 inotify watches are free
    ok       open-files         2464670 of 2466170 open files are free
    ok       tasks              32468 of 32768 processes and threads are free
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
    ok       node.js            vitest-kind 0.1.0 on Node.js 24.12.0
    ok       vitest             Vitest 5.1.1

    this host can carry 0 nodes because of: engine; when that is mended, 58 nodes: the limit is memory: 12.0 GB free, a control plane takes 0.55 GB, a worker 0.20 GB; inotify instances would do for 65"
  `)
})

// What containerd cannot do in a node: start, offer its service to the kubelet, have an image, run a container.
import type { Cause } from './cause.ts'

const anyone = ['error', 'containerd', 'plugins', 'kubelet', 'events']

export const runtimeCauses: readonly Cause[] = [
  {
    name: 'mirrors-beside-config-path',
    signs: [{ in: ['error', 'plugins', 'containerd'], line: /[`"]?mirrors[`"]? cannot be set when [`"]?config_path[`"]? is provided/ }],
    why: 'containerd knows two ways to name the mirrors of a registry, and takes only one at a time',
    do: 'leave registry.mirrors out of containerdConfigPatches: with config_path (and with registry: true) they are files, /etc/containerd/certs.d/<registry>/hosts.toml, by extraMounts',
  },
  {
    name: 'containerd-config-refused',
    signs: [
      { in: ['containerd', 'error'], line: /containerd: (failed to \w+ TOML|toml: |invalid (plugin config|disabled plugin))/ },
      {
        in: ['error', 'plugins'],
        line: /invalid (plugin config|cri image config)|failed to decode plugin config|io\.containerd\.grpc\.v1\.cri: not loaded/,
      },
    ],
    unless: { in: ['error', 'plugins', 'containerd'], line: /mirrors[`"]? cannot be set/ },
    why: 'containerd does not take its configuration as containerdConfigPatches have made it',
    do: 'correct containerdConfigPatches; the line above names the key',
  },
  {
    name: 'cgroup-drivers-differ',
    signs: [
      {
        in: ['kubelet', 'events', 'containerd'],
        line: /expected cgroupsPath to be of format \\*"slice:prefix:name\\*" for systemd cgroups|kubelet cgroup driver: \S+ is different from/,
      },
    ],
    why: 'the kubelet and containerd make cgroups in different ways',
    do: 'leave cgroupDriver (KubeletConfiguration) and SystemdCgroup (containerdConfigPatches) out, or set both: systemd and true, or cgroupfs and false',
  },
  {
    name: 'seccomp-missing',
    signs: [{ in: anyone, line: /seccomp[^\n]*not supported|config provided but seccomp not supported/i }],
    why: 'the runc of this node image was built without seccomp',
    do: 'npx vitest-kind build node-image',
  },
  {
    name: 'runtime-missing',
    signs: [
      {
        in: anyone,
        line: /no runtime for "(?<runtime>[^"]+)" is configured|runtime "(?<binary>[^"]+)" binary not installed|exec: "(?<program>runc|crun|runsc|kata-runtime)": executable file not found|failed to start shim:[^\n]*no such file|failed to resolve runtime path/,
      },
    ],
    why: 'containerd is told to use a runtime that the node does not have',
    do: 'correct containerdConfigPatches (default_runtime_name, runtimes), or mount the program with extraMounts',
  },
  {
    name: 'snapshotter-unfit',
    signs: [
      {
        in: anyone.concat('console'),
        line: /snapshotter (?<name>\S+) was not found|failed to (create|find) snapshotter|"?overlayfs"? is not supported|failed to mount overlay: (invalid argument|operation not permitted)|overlay: filesystem on '[^']*' not supported as upperdir/i,
      },
    ],
    why: "containerd cannot stack layers on the node's disk: its snapshotter does not go with the file system of the engine (ZFS, eCryptfs, overlay on overlay)",
    do: 'keep the data of the engine on ext4 or xfs, or set KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER=fuse-overlayfs (rootless) or native',
  },
  {
    name: 'image-corrupt',
    signs: [
      {
        in: anyone,
        line: /mismatched image rootfs and manifest layers|failed to extract layer|unexpected commit digest|wrong diff id "sha256|failed size validation|(archive\/tar: |tar: )[^\n]*invalid tar header|content digest sha256:\w+: not found|unexpected EOF[^\n]*(layer|archive|blob|tar)|(layer|archive|blob|tar|gzip|ctr)[^\n]*unexpected EOF|gzip: invalid (header|checksum)|unrecognized image format/,
      },
    ],
    unless: { in: anyone, line: /no space left on device/i },
    why: 'an image or an archive is damaged or incomplete',
    do: 'make it anew: docker save -o FILE IMAGE, docker pull IMAGE after docker rmi IMAGE; with the containerd image store pull all its platforms or save with --platform',
  },
  {
    name: 'pull-refused',
    signs: [
      {
        in: ['kubelet', 'containerd', 'events', 'error'],
        line: /(pull|resolve)[^\n]*(toomanyrequests|429 Too Many Requests|pull rate limit)/i,
      },
    ],
    why: 'a registry does not give its images away that often (rate limit)',
    do: 'docker login, and name the images in images: the host pulls them once and the nodes are given them',
  },
  {
    name: 'pull-unauthorized',
    signs: [
      {
        in: ['kubelet', 'containerd', 'events'],
        line: /(pull|resolve)[^\n]*(401 Unauthorized|403 Forbidden|authorization failed|no basic auth credentials|pull access denied)/i,
      },
    ],
    also: [
      { in: ['objects', 'events'], line: /kube-system .*(ImagePullBackOff|ErrImagePull|Failed to pull image|Back-off pulling image)/ },
    ],
    why: 'a registry does not let the nodes have an image that the cluster needs: it is private or not there',
    do: 'docker login, and name the image in images: the host pulls it, and the nodes are given it',
  },
  {
    name: 'registry-unreachable',
    signs: [
      {
        in: ['kubelet', 'containerd', 'events'],
        line: /(pull|resolve|do request)[^\n]*(dial tcp|lookup) [^\n]*(no such host|i\/o timeout|connection refused|network is unreachable|server misbehaving|no route to host)/i,
      },
    ],
    also: [
      {
        in: ['objects', 'events', 'kubelet'],
        line: /kube-system.*(ImagePullBackOff|ErrImagePull|Failed to pull image|Back-off pulling image|FailedCreatePodSandBox)/,
      },
    ],
    unless: { in: ['kubelet', 'containerd', 'events'], line: /proxyconnect tcp/ },
    why: 'nodes cannot reach the registry of an image that the cluster needs and its node image does not bring',
    do: 'name the image in images: the host pulls it and the nodes are given it; or let them reach it (proxy, DNS, firewall)',
  },
  {
    name: 'proxy-on-loopback',
    signs: [
      {
        in: ['kubelet', 'containerd', 'events', 'kubeadm'],
        line: /proxyconnect tcp: dial tcp (127\.\d+\.\d+\.\d+|\[::1\]|localhost)\S*: connect: connection refused/,
      },
    ],
    why: 'HTTP_PROXY names an address of the host itself (127.0.0.1), which in a node is the node',
    do: "let the proxy listen on the engine's bridge, and name that address: HTTPS_PROXY=http://172.17.0.1:PORT",
  },
  {
    name: 'proxy-unreachable',
    signs: [
      {
        in: ['kubelet', 'containerd', 'events', 'kubeadm'],
        line: /proxyconnect tcp: (dial tcp|lookup|tls|EOF)/,
      },
    ],
    unless: { in: ['kubelet', 'containerd', 'events', 'kubeadm'], line: /proxyconnect tcp: dial tcp (127\.|\[::1\]|localhost)/ },
    why: 'nodes are given a proxy that they cannot reach',
    do: 'correct or clear HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the run (and proxies in ~/.docker/config.json)',
  },
]

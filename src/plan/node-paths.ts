// The contract with the node image: paths inside a node, shared with kindest/node, and its version number. Keep with images/.

/** Raised when an image of before can no longer be booted. Images carry it as the label io.vitest-kind.image.contract. */
export const imageContract = '1'

export const nodePaths = {
  /** One line, `v1.37.2`. */
  version: '/kind/version',
  kubeadmConfig: '/kind/kubeadm.conf',
  /** Patches kubeadm applies to what it makes, by file name. */
  kubeadmPatches: '/kind/patches',
  cniManifest: '/kind/manifests/default-cni.yaml',
  storageManifest: '/kind/manifests/default-storage.yaml',
  /** The same, with a provisioner on every node. Ours brings it; kind does not know of it. */
  nodeStorageManifest: '/kind/manifests/node-storage.yaml',
  /** Configurations of the network of its pods. */
  networkFolder: '/etc/cni/net.d',
  /** The one of the overlay network that ours brings; written by images/node/run-flannel. */
  flannelConfig: '/etc/cni/net.d/10-flannel.conflist',
  /** containerd makes a configuration of it when it is told the node's range, where there is none yet; and calls it so. */
  networkTemplate: '/kind/pod-network.template',
  networkOfTemplate: '/etc/cni/net.d/10-containerd-net.conflist',
  adminConfig: '/etc/kubernetes/admin.conf',
  containerdConfig: '/etc/containerd/config.toml',
  /** The entrypoint keeps packets to this range from leaving the node before kube-proxy has rewritten them. */
  serviceSubnet: '/kind/service-subnet',
  /** What changes after creation; labels cannot. */
  state: '/kind/vitest-kind.json',
  /** A file for each process that uses a cluster which stays. */
  users: '/kind/vitest-kind-users',
  /** What it held when it became usable: to what a reset leads back. */
  pristine: '/kind/vitest-kind-pristine.json',
  /** Images of the user's that are unpacked for several nodes, and what lets containerd begin with them. */
  unpacked: '/kind/unpacked',
  adoptUnpacked: '/etc/systemd/system/containerd.service.d/20-unpacked-images.conf',
  /** What a service has in its environment: `containerd`, `kubelet`. */
  serviceEnvironment: (service: string) => `/etc/systemd/system/${service}.service.d/20-environment.conf`,
  /** Takes room on the disk while a test wants little of it. */
  filler: '/var/lib/vitest-kind-filler',
  /** PID 1 until SIGUSR1. Ours brings it; into a stock image it is put before the start. */
  pausedBoot: '/usr/local/bin/paused-boot',
  entrypoint: '/usr/local/bin/entrypoint',
  init: '/sbin/init',
} as const

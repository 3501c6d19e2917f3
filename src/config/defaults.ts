// Every default in one object, with the reason beside it.
import type { ClusterOptions, NetworkingOptions } from './options.ts'

export const defaults = {
  version: '1.37',
  labels: {},
  env: {},
  images: [],
  manifests: [],
  prepared: false,
  registry: false,
  mirrors: [],
  controlPlanes: 1,
  workers: 0,
  featureGates: {},
  runtimeConfig: {},
  // What it changes is not what a test is about, and costs a boot 8 s and a volume 4.
  fidelity: 'fast',
  kubeadmConfigPatches: [],
  kubeadmConfigPatchesJSON6902: [],
  containerdConfigPatches: [],
  containerdConfigPatchesJSON6902: [],
  reuse: 'never',
  pristine: false,
  pool: 0,
  keepOnFailure: false,
  // Six to ten times what a boot takes on two cores: long enough for a slow disk, short enough for a CI job to notice.
  bootTimeout: 180_000,
} as const satisfies ClusterOptions & Record<string, unknown>

export const networkingDefaults = {
  ipFamily: 'ipv4',
  // A free one that is looked for before the boot, so that it is the same after a restart (-1 lets the engine choose each time).
  apiServerPort: 0,
  disableDefaultCNI: false,
  kubeProxyMode: 'iptables',
} as const satisfies NetworkingOptions

/** Per address family. kind's own ranges, so that what is written for kind fits. */
export const familyDefaults = {
  // Loopback: a test cluster is nobody else's business.
  ipv4: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16', apiServerAddress: '127.0.0.1', listenAddress: '0.0.0.0' },
  ipv6: { podSubnet: 'fd00:10:244::/56', serviceSubnet: 'fd00:10:96::/112', apiServerAddress: '::1', listenAddress: '::' },
  dual: {
    podSubnet: '10.244.0.0/16,fd00:10:244::/56',
    serviceSubnet: '10.96.0.0/16,fd00:10:96::/112',
    apiServerAddress: '127.0.0.1',
    listenAddress: '0.0.0.0',
  },
} as const

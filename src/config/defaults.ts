// Every default in one object, with the reason beside it.
import type { ClusterOptions, NetworkingOptions } from './options.ts'

/** Kubernetes versions this release knows an image for, newest first. */
export const nodeImages: readonly NodeImageChoice[] = [
  // kind 0.33's default node image; the built one follows images/versions.json.
  { minor: '1.37', stock: 'kindest/node:v1.37.0', built: 'vitest-kind/node:v1.37.2' },
]

/** Where the node image of one Kubernetes minor comes from. */
export interface NodeImageChoice {
  readonly minor: string
  /** Published for kind; taken when it is present or can be pulled. */
  readonly stock: string
  /** Made by `vitest-kind build node-image`. */
  readonly built: string
}

export const defaults = {
  version: '1.37',
  labels: {},
  env: {},
  images: [],
  controlPlanes: 1,
  workers: 0,
  featureGates: {},
  runtimeConfig: {},
  kubeadmConfigPatches: [],
  kubeadmConfigPatchesJSON6902: [],
  containerdConfigPatches: [],
  containerdConfigPatchesJSON6902: [],
  reuse: 'never',
  keepOnFailure: false,
  // Six to ten times what a boot takes on two cores: long enough for a slow disk, short enough for a CI job to notice.
  bootTimeout: 180_000,
} as const satisfies ClusterOptions & Record<string, unknown>

export const networkingDefaults = {
  ipFamily: 'ipv4',
  // The engine picks: no race between looking for a free port and taking it.
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

// Every default in one object, with the reason beside it.
import type { ClusterOptions } from './options.ts'

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
  images: [],
  workers: 0,
  reuse: 'never',
  keepOnFailure: false,
  // Six to ten times what a boot takes on two cores: long enough for a slow disk, short enough for a CI job to notice.
  bootTimeout: 180_000,
  // kind's own ranges, so that what is written for kind fits.
  podSubnet: '10.244.0.0/16',
  serviceSubnet: '10.96.0.0/16',
  // Loopback: a test cluster is nobody else's business.
  apiServerAddress: '127.0.0.1',
  // The engine picks: no race between looking for a free port and taking it.
  apiServerPort: 0,
  disableDefaultCNI: false,
} as const satisfies ClusterOptions & Record<string, unknown>

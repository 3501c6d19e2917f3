// All a user may write. Types only: validation is in schema.ts, defaults are in defaults.ts, meaning is in resolve.ts.

/** One node of the cluster, as asked for. */
export interface NodeOptions {
  /**
   * What the node does. At least one node must be a control plane.
   *
   * @default 'control-plane'
   */
  readonly role?: 'control-plane' | 'worker'
  /**
   * Node image of this node alone, over the cluster's `image`.
   *
   * @default the cluster's `image`
   */
  readonly image?: string
  /**
   * Kubernetes labels of the node.
   *
   * @default {}
   */
  readonly labels?: Readonly<Record<string, string>>
}

/** Addresses and ports. */
export interface NetworkingOptions {
  /**
   * IPv4 range of the pods.
   *
   * @default '10.244.0.0/16'
   */
  readonly podSubnet?: string
  /**
   * IPv4 range of the Services.
   *
   * @default '10.96.0.0/16'
   */
  readonly serviceSubnet?: string
  /**
   * Address of the host on which the API server is published.
   *
   * @default '127.0.0.1'
   */
  readonly apiServerAddress?: string
  /**
   * Port of the host on which the API server is published; 0 lets the engine choose a free one.
   *
   * @default 0
   */
  readonly apiServerPort?: number
  /**
   * Leaves the overlay network to you: without one no node becomes Ready, so the cluster is handed over
   * as soon as its API answers and CoreDNS is not awaited.
   *
   * @default false
   */
  readonly disableDefaultCNI?: boolean
}

/** The cluster a test run wants. Everything has a default: `{}` is one control-plane node. */
export interface ClusterOptions {
  /**
   * Name of the cluster, first part of its containers' names. Lower-case letters, digits, `-` and `.`, at most 50 characters.
   *
   * @default 'vitest-' and six hex digits: of the spec's hash with `reuse: 'always'`, else random
   */
  readonly name?: string
  /**
   * Node image of all nodes.
   *
   * @default the image of `version`: `kindest/node` where it is present or can be pulled, else the one built from `images/`
   */
  readonly image?: string
  /**
   * Kubernetes version, such as '1.37' or 'v1.37.2'.
   *
   * @default '1.37'
   */
  readonly version?: string
  /**
   * The nodes, one by one. Not together with `controlPlanes` or `workers`.
   *
   * @default one control plane
   */
  readonly nodes?: readonly NodeOptions[]
  /**
   * How many worker nodes, when `nodes` is not given.
   *
   * @default 0
   */
  readonly workers?: number
  /**
   * Labels of your own on every container; clusters are chosen by them too.
   *
   * @default {}
   */
  readonly labels?: Readonly<Record<string, string>>
  /**
   * Images of the host's engine, such as 'shop:test', to load into every node before the cluster is handed over. Loaded again
   * into an adopted cluster only where the image has changed since.
   *
   * @default []
   */
  readonly images?: readonly string[]
  /**
   * Addresses and ports.
   *
   * @default {}
   */
  readonly networking?: NetworkingOptions
  /**
   * 'never' builds a cluster for this run and removes it. 'always' adopts a healthy cluster that bears the same labels and
   * spec hash, builds one when there is none, and leaves it for the next run, process or CI job on the same engine.
   *
   * @default 'never'
   */
  readonly reuse?: 'never' | 'always'
  /**
   * Keeps the nodes when the boot fails or when a test of the run failed, and prints how to reach and delete them.
   *
   * @default false
   */
  readonly keepOnFailure?: boolean
  /**
   * Time the whole boot may take, in milliseconds. When it runs out, the action under way is named in the error, evidence is
   * collected and the nodes are removed. Counts from the first container, not from image pulls.
   *
   * @default 180_000
   */
  readonly bootTimeout?: number
}

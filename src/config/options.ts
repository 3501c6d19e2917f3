// All a user may write: kind's Cluster with short forms and options of our own. Types only: validation is in schema/, defaults
// are in defaults.ts, meaning is in resolve.ts.
import type { ImageBuild, ImageSource } from './image-options.ts'
import type { NetworkingOptions } from './networking-options.ts'
import type { MountOptions, NodeOptions, PortMappingOptions, TaintOptions } from './node-options.ts'
import type { Json6902Patch } from './patch-options.ts'

export type { ImageBuild, ImageSource, Json6902Patch, MountOptions, NetworkingOptions, NodeOptions, PortMappingOptions, TaintOptions }

/** The cluster a test run wants. Kind's own fields have kind's names, so that a kind configuration is one of these. Everything has a default: `{}` is one control-plane node. */
export interface ClusterOptions {
  /**
   * A kind configuration (`kind: Cluster`, `kind.x-k8s.io/v1alpha4`): the path of its file, counted from the project's root, its
   * text, or the object. What is written beside it wins.
   *
   * @default none
   */
  readonly config?: string | ClusterDocument
  /**
   * Name of the cluster, first part of its containers' names. Lower-case letters, digits, `-` and `.`, at most
   * 49 characters; before a load balancer 41.
   *
   * @default 'vitest-' and six hex digits: of the spec's hash with `reuse: 'always'`, else random
   */
  readonly name?: string
  /**
   * Node image of all nodes, by tag or digest; beside `config` in place of the images there.
   *
   * @default the image of `version`: `kindest/node` by the digest that kind 0.33 was released with where it is present, else one built by `vitest-kind build node-image`, else the former, pulled
   */
  readonly image?: string
  /**
   * Kubernetes version: '1.37', '1.36', '1.35' or '1.34', of which kind 0.33 has an image, or a full one such as 'v1.36.2', whose
   * image is taken by its tag, untried.
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
   * How many control planes, when `nodes` is not given. With more than one, a load balancer stands before them; 3 survive the loss of one.
   *
   * @default 1
   */
  readonly controlPlanes?: number
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
   * Environment of every node's first process; what its services and the container runtime inherit of it is up to the node image.
   *
   * @default {}
   */
  readonly env?: Readonly<Record<string, string>>
  /**
   * Images to load into every node before the cluster is handed over: one of the host's engine, such as 'shop:test', an archive,
   * `'./shop.tar'`, or what a folder with a Dockerfile builds, `{ build: './shop', tag: 'shop:test' }`. Loaded again into an adopted cluster
   * only where the image has changed since.
   *
   * @default []
   */
  readonly images?: readonly (string | ImageBuild)[]
  /**
   * Manifests that every test finds: paths of files, or of folders of such. They are applied as soon as the API answers, long before a
   * test could, so that Kubernetes' own controllers know a custom kind when the first test uses it; the cluster is handed over when their
   * workloads are ready. Applied again to an adopted cluster; what is no longer written in them stays.
   *
   * @default []
   */
  readonly manifests?: readonly string[]
  /**
   * Keeps on the engine what the first boot of these options has made, the `manifests` and their Secrets included, and begins later boots
   * there, each with names, keys and tokens of its own. Taken beside the tests, about 100 kB, made anew when the options, the node image, the
   * manifests or this package have changed; the `images`, unpacked, in a volume that nodes share, about twice their size, made anew when one of
   * them has changed. `vitest-kind get prepared` lists what is kept, `prune --caches` removes it.
   *
   * @default false
   */
  readonly prepared?: boolean
  /**
   * A module of yours, TypeScript or JavaScript, whose default export installs once what all tests need, such as charts and operators: `async ({
   * apply, kubeconfigPath, signal }) => { … }`. It is called with a cluster that is usable and unused, when `images` and `manifests` are in it; what
   * it throws ends the boot. With `prepared` or `snapshot` what it has done is kept with the rest, but for what is in volumes: it is called again
   * only when its text, or that of a file or folder it names by a relative path, has changed, and later boots wait until the workloads that it left
   * ready are so again.
   *
   * @default none
   */
  readonly prepare?: string
  /**
   * The same as a file in this folder, counted from the project's root, for a CI job to put into its cache: read where there is one, written
   * where there is none. It holds no images: the `images` are loaded by each boot, and what pods want beside them is pulled.
   *
   * @default none
   */
  readonly snapshot?: string
  /**
   * A registry beside the cluster, which goes with it: tests push to it with the fixture `registry`, and pods pull from `localhost:PORT`.
   * It is announced as KEP-1755 has it, in the ConfigMap `local-registry-hosting` of `kube-public`.
   *
   * @default false
   */
  readonly registry?: boolean
  /**
   * Registries from which nodes pull through a cache on the engine, which outlives the cluster and serves all others: `['docker.io', 'ghcr.io']`.
   * Or with the place where the cache pulls from itself: `{ 'docker.io': 'https://mirror.example.com' }`. While it is out of reach, nodes pull from
   * there.
   *
   * @default []
   */
  readonly mirrors?: readonly string[] | Readonly<Record<string, string>>
  /**
   * Addresses and ports.
   *
   * @default {}
   */
  readonly networking?: NetworkingOptions
  /**
   * Feature gates of Kubernetes, for all its programs.
   *
   * @default {}
   */
  readonly featureGates?: Readonly<Record<string, boolean>>
  /**
   * API groups and versions to serve or not, such as `{ 'api/alpha': 'true' }`: the API server's `--runtime-config`.
   *
   * @default {}
   */
  readonly runtimeConfig?: Readonly<Record<string, string>>
  /**
   * 'fast' sets what only holds up tests to something quicker: keys of elliptic curves, no leader election where nobody else can lead and a short one
   * of etcd's, no request limits of 20 a second for controllers, which look at nodes every second, Services that answer within a tenth of a second
   * after their pods are ready instead of a whole one, a readiness probe of CoreDNS every second, one CoreDNS where there is one node, a kubelet that
   * is started anew when the control plane's programs run and not when the first pods start, and volumes made on their node without a pod for each.
   * With a node image built here, Kubernetes' programs look again after a moment where they wait a tenth of a second or more: a container that has
   * just begun is asked whether it is ready after 0.1 s, then after twice as long each time, and not after its probe's period; one that has ended is
   * noticed within 0.2 s; volumes are mounted, claims bound, Jobs complete, and what an object of a new kind owned is gone, as soon as that can be
   * and not 1, 2 or 30 s later; and, of one control plane, the first objects of a new kind are made at once and not after 2 s each, and namespaces
   * cleared as soon as they are removed and not 5 s later. And 'fast' takes away what a cluster that nobody uses is busy with: the control plane's
   * pods are asked every 10 s whether they are ready, etcd tells the API server every minute that nothing has happened, containerd counts every 10 s
   * what `crictl stats` shows, the controller manager and the scheduler run on one processor, and the node's own programs collect garbage at half the
   * growth. 'kubeadm' leaves all of that as kubeadm, Kubernetes and the add-ons have it.
   *
   * @default 'fast'
   */
  readonly fidelity?: 'fast' | 'kubeadm'
  /**
   * Merge patches (RFC 7386) for kubeadm's documents, as YAML text or as objects; each says by its `kind` which document it is for.
   *
   * @default []
   */
  readonly kubeadmConfigPatches?: readonly (string | object)[]
  /**
   * JSON patches (RFC 6902) for kubeadm's documents.
   *
   * @default []
   */
  readonly kubeadmConfigPatchesJSON6902?: readonly Json6902Patch[]
  /**
   * Merge patches for containerd's configuration, as TOML text. One that names another `version` than the node's configuration has is skipped.
   *
   * @default []
   */
  readonly containerdConfigPatches?: readonly string[]
  /**
   * JSON patches (RFC 6902) for containerd's configuration, each a list of operations as YAML or JSON text or as an array.
   *
   * @default []
   */
  readonly containerdConfigPatchesJSON6902?: readonly (string | readonly object[])[]
  /**
   * 'never' builds a cluster for this run and removes it. 'always' adopts a healthy cluster that bears the same labels and
   * spec hash, builds one when there is none, and leaves it for the next run, process or CI job on the same engine.
   * 'watch' is 'always' where Vitest watches, so that the next `vitest` goes on with the same cluster, and 'never' elsewhere, as in CI.
   * 'existing' takes the cluster of that `name` as it is, whoever made it (kind, too), and never makes, changes or removes one.
   * `VITEST_KIND_REUSE=never`, `watch` or `always` in the environment is for all clusters of a run but those.
   *
   * @default 'never'
   */
  readonly reuse?: 'never' | 'watch' | 'always' | 'existing'
  /**
   * With `reuse: 'always'`: has it reset when it is taken, so that it holds what it held when it was made, and nothing of other runs; its images
   * stay. It is taken when no other process uses it, and others wait until this one has ended.
   *
   * @default false
   */
  readonly pristine?: boolean
  /**
   * With `reuse: 'always'`: how long after its last use the cluster may go, in milliseconds: `vitest-kind prune` removes it then, unless it is in
   * use. What its maker said holds.
   *
   * @default never
   */
  readonly ttl?: number
  /**
   * How many spare clusters of these options wait on the engine, frozen: they use memory and no processor. A run takes one in place of a boot,
   * within a second or so, and when it ends others are made in the background, where the host has room for them. One that nobody takes within
   * an hour is removed. A cluster from the pool has a name of its own. Not together with `name`, fixed ports, or a `reuse` other than
   * 'never' and 'watch'.
   *
   * @default 0
   */
  readonly pool?: number
  /**
   * Keeps the nodes when the boot fails or when a test of the run failed, and prints how to reach and delete them.
   *
   * @default false
   */
  readonly keepOnFailure?: boolean
  /**
   * Time the whole boot may take, in milliseconds. When it runs out, the action under way is named in the error, evidence is
   * collected and the nodes are removed. Counts from the first container, not from image pulls or builds. kubeadm waits as long where its own minutes are fewer.
   *
   * @default 180_000
   */
  readonly bootTimeout?: number
}

/** kind's configuration as an object: only fields that kind knows too, and patches as texts, as kind has them. */
export interface ClusterDocument extends Pick<ClusterOptions, KindField> {
  readonly kind: 'Cluster'
  readonly apiVersion: 'kind.x-k8s.io/v1alpha4'
  readonly kubeadmConfigPatches?: readonly string[]
  readonly containerdConfigPatchesJSON6902?: readonly string[]
}

type KindField =
  | 'name'
  | 'nodes'
  | 'networking'
  | 'featureGates'
  | 'runtimeConfig'
  | 'kubeadmConfigPatches'
  | 'kubeadmConfigPatchesJSON6902'
  | 'containerdConfigPatches'
  | 'containerdConfigPatchesJSON6902'

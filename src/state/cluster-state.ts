// A cluster's state, taken at one moment: its objects as text. What bears a cluster's identity (names, addresses, keys) is exchanged when
// it is put back, which text allows and a database file does not. Types only.
import type { Readable } from 'node:stream'
import type { Described } from '../cluster/share/take-layers.ts'
import type { ClusterSpec } from '../config/spec.ts'
import type { KubeObject } from '../kube/object.ts'

export interface ClusterState {
  /** `v1.37.2` */
  readonly kubernetesVersion: string
  readonly names: StateNames
  /** What it was made of, where whoever puts it back is to know. */
  readonly spec?: ClusterSpec
  readonly objects: readonly StoredObject[]
  /** What the first node had of files that follow from the objects. */
  readonly files: readonly StateFile[]
  /** Images that its nodes had beside those of their node image; the files of their layers follow it where it is kept. */
  readonly images?: StateImages
}

export interface StateImages extends Described {
  /** Of the nodes that had them: `linux/amd64` */
  readonly platform: string
}

/** A state, with all that belongs to it. */
export interface KeptState {
  readonly state: ClusterState
  /** Where it has images. */
  readonly layers?: LayersFile | undefined
}

/** The files of layers: a tar of each, one after another. */
export interface LayersFile {
  /** Compressed, as they are kept. */
  readonly bytes: number
  /** From their beginning, each time it is called. */
  open(): Readable
}

/** What the objects call their cluster, and what another one is called instead. */
export interface StateNames {
  readonly cluster: string
  /** The one that kubeadm init ran on first. */
  readonly nodes: readonly string[]
  /** Host and port by which nodes reach the API. */
  readonly endpoint: string
  /** PEM of its authority, which many objects hold. */
  readonly ca: string
}

export interface StoredObject {
  /** Where it stood in etcd. */
  readonly key: string
  /** As the API server shows it; of a custom kind as it was stored. */
  readonly object: KubeObject
}

export interface StateFile {
  readonly path: string
  readonly text: string
}

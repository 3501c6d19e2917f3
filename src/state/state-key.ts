// What a cluster is made from → what a state of one may stand in for: equal keys, equal clusters but for their names. Pure.
import type { ClusterSpec } from '../config/spec.ts'
import { hashData } from '../support/hash.ts'

export interface KeyInput {
  readonly spec: ClusterSpec
  /** Ids of the nodes' images, in the order of the nodes. */
  readonly images: readonly string[]
  /** What the user's manifests say, in the order of their paths. */
  readonly manifests: readonly unknown[]
  /** Version of the package. */
  readonly by: string
}

/** 16 hexadecimal digits. */
export function stateKey({ spec, images, manifests, by }: KeyInput): string {
  // Its name, its own labels, and where its ports are published: those of the cluster it is put into.
  const { name: _name, labels: _labels, networking, nodes, ...rest } = spec
  const { apiServerAddress: _address, apiServerPort: _port, ...ranges } = networking
  const made = nodes.map(({ image: _image, extraPortMappings: _mappings, ...node }) => node)
  return hashData({ ...rest, networking: ranges, nodes: made, images, manifests, by }).slice(0, 16)
}

// A configuration and what is written beside it → one set of options. What stands beside it wins.
import type { ClusterOptions } from './options.ts'

/** `networking` is merged field by field; every other option wins whole, and an image over those of the configuration's nodes. */
export function mergeOptions(document: ClusterOptions, beside: ClusterOptions): ClusterOptions {
  const { config: _config, nodes: ownNodes, ...others } = beside
  // An empty list of nodes is none, as with kind.
  const own: ClusterOptions = { ...others, ...(ownNodes !== undefined && !isEmptyList(ownNodes) && { nodes: ownNodes }) }
  const { nodes, ...rest } = document
  const counted = own.workers !== undefined || own.controlPlanes !== undefined
  return {
    ...rest,
    // Counts say anew what nodes there are.
    ...(nodes && !counted && { nodes: own.image === undefined ? nodes : nodes.map(({ image: _image, ...node }) => node) }),
    ...own,
    ...((document.networking ?? own.networking) && { networking: { ...document.networking, ...own.networking } }),
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

// A configuration and what is written beside it → one set of options. What stands beside it wins.
import type { ClusterOptions } from './options.ts'

/** `networking` is merged field by field; every other option wins whole. */
export function mergeOptions(document: ClusterOptions, beside: ClusterOptions): ClusterOptions {
  const { config: _config, ...own } = beside
  const { nodes, ...rest } = document
  const counted = own.workers !== undefined || own.controlPlanes !== undefined
  return {
    ...rest,
    // Counts say anew what nodes there are.
    ...(nodes && !counted && { nodes }),
    ...own,
    ...((document.networking ?? own.networking) && { networking: { ...document.networking, ...own.networking } }),
  }
}

// Nodes → the addresses of their pods.
import type { KubeConnection } from './connection.ts'
import { type KubeList, listedObjects } from './object.ts'

/** The ranges of the nodes named; none of a node whose network gives its pods addresses in another way. */
export async function readPodRanges(connection: KubeConnection, nodes: readonly string[], signal: AbortSignal): Promise<string[]> {
  const list = await connection.request<KubeList>({ path: '/api/v1/nodes', signal })
  return listedObjects(list)
    .filter(({ metadata }) => nodes.includes(metadata.name))
    .flatMap(({ spec }) => (spec as { readonly podCIDRs?: readonly string[] } | undefined)?.podCIDRs ?? [])
}

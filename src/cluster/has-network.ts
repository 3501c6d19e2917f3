// Whether a cluster brings an overlay network. Ours says so in its spec; of kind's nothing is written, and most have one.
import type { FoundCluster } from '../nodes/find-nodes.ts'
import { ownLabels } from '../plan/labels.ts'

export function hasNetwork({ containers }: FoundCluster): boolean {
  const spec = JSON.parse(containers[0]?.labels[ownLabels.spec] ?? '{}') as { readonly networking?: { readonly disableDefaultCNI?: boolean } }
  return spec.networking?.disableDefaultCNI !== true
}

// A spec with several control planes → the image on the engine that its load balancer is made of.
import type { ClusterSpec } from '../config/spec.ts'
import type { Engine } from '../docker/connect.ts'
import { findImage } from '../docker/images.ts'
import { imageLabels } from '../plan/labels.ts'
import { needsLoadBalancer, stockLoadBalancerImage } from '../plan/load-balancer.ts'
import { planImageCandidates } from '../plan/node-image.ts'
import { findPresentImage } from './find-node-image.ts'

/**
 * The first that is here: a node image of ours that the cluster uses anyway, the one built for its version, kind's for this
 * purpose. Undefined when none is here, and when one control plane needs none.
 */
export async function findLoadBalancerImage(engine: Engine, spec: ClusterSpec): Promise<string | undefined> {
  if (!needsLoadBalancer(spec)) return undefined
  const used = await Promise.all([...new Set(spec.nodes.map((node) => node.image))].map(async (image) => image ?? findPresentImage(engine, spec.version)))
  for (const reference of [...used, planImageCandidates(spec.version).built, stockLoadBalancerImage]) {
    const image = reference === undefined ? undefined : await findImage(engine, reference)
    // Our images bear their contract, and have had haproxy in them from the first release on.
    if (image && (image.labels[imageLabels.contract] || reference === stockLoadBalancerImage)) return reference
  }
  return undefined
}

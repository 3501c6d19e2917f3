// A spec with several control planes → the image on the engine that its load balancer is made of.
import type { ClusterSpec } from '../config/spec.ts'
import type { Engine } from '../docker/connect.ts'
import { findImage } from '../docker/images/images.ts'
import { imageLabels } from '../plan/labels.ts'
import { needsLoadBalancer, stockLoadBalancerImage } from '../plan/load-balancer.ts'
import { findBuiltImage, findPresentImage } from './find-node-image.ts'

/**
 * The first that is here: a node image of ours that the cluster uses anyway, any other that was built, kind's for this
 * purpose. Undefined when none is here, and when one control plane needs none.
 */
export async function findLoadBalancerImage(engine: Engine, spec: ClusterSpec): Promise<string | undefined> {
  if (!needsLoadBalancer(spec)) return undefined
  const used = await Promise.all(
    [...new Set(spec.nodes.map((node) => node.image))].map(async (image) => image ?? findPresentImage(engine, spec.version)),
  )
  for (const reference of used) if (reference !== undefined && (await hasHaproxy(engine, reference))) return reference
  const built = await findBuiltImage(engine)
  if (built !== undefined && (await hasHaproxy(engine, built))) return built
  return (await findImage(engine, stockLoadBalancerImage)) ? stockLoadBalancerImage : undefined
}

/** Our images bear their contract, and have had haproxy in them from the first release on. */
async function hasHaproxy(engine: Engine, reference: string): Promise<boolean> {
  return Boolean((await findImage(engine, reference))?.labels[imageLabels.contract])
}

// A plan → the key of its cluster's state, with what the user's manifests say now.
import { readManifests } from '../kube/manifests/read-manifests.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import { stateKey } from './state-key.ts'

export async function readKey({ spec, policy, nodes }: Pick<ClusterPlan, 'spec' | 'policy' | 'nodes'>, by: string): Promise<string> {
  const readings = await Promise.all(policy.manifests.map((path) => readManifests(path, process.cwd())))
  const manifests = readings.map((reading) => reading.manifests.map(({ object }) => object))
  return stateKey({ spec, images: nodes.map(({ image }) => image.id), manifests, by })
}

// A request → the key of its pool: with the ids of images that names lead to now, and what manifests say now.
import { findTakenImage } from '../../cluster/find-node-image.ts'
import type { Engine } from '../../docker/connect.ts'
import { findImage } from '../../docker/images/images.ts'
import { readManifests } from '../../kube/manifests/read-manifests.ts'
import { poolKey } from '../../state/pool/pool-key.ts'
import { writeJson } from '../../support/kube-json.ts'
import { packageVersion } from '../../support/package-version.ts'
import type { ClusterRequest } from '../request/request.ts'

export async function findPoolKey(engine: Engine, { spec, policy }: ClusterRequest): Promise<string> {
  const references = [...new Set(spec.nodes.map(({ image }) => image))]
  const [imageIds, manifests] = await Promise.all([
    Promise.all(references.map((reference) => findImageId(engine, reference, spec.version))),
    Promise.all(policy.manifests.map(async (path) => writeJson((await readManifests(path, process.cwd())).manifests))),
  ])
  return poolKey({ spec, policy, imageIds, manifests, packageVersion })
}

async function findImageId(engine: Engine, reference: string | null, version: string): Promise<string> {
  const name = reference ?? (await findTakenImage(engine, version))?.reference
  return (name !== undefined && (await findImage(engine, name))?.id) || 'not here'
}

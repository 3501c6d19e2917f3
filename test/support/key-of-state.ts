// Options without manifests → the key by which a prepared state of theirs is kept: what a test may remove of it is its own.
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { defaults } from '../../src/config/defaults.ts'
import type { ClusterOptions } from '../../src/config/options.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { findImage } from '../../src/docker/images/images.ts'
import { stateKey } from '../../src/state/state-key.ts'
import { packageVersion } from '../../src/support/package-version.ts'
import { request } from './make-cluster.ts'

export async function keyOfState(options: ClusterOptions, engine: Engine): Promise<string> {
  const { spec } = await request(options)
  const image = await findImage(engine, (await findPresentImage(engine, defaults.version))!)
  return stateKey({ spec, images: [image!.id], manifests: [], by: packageVersion })
}

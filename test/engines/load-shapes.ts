// Images in every shape that an engine has them in → both nodes of a cluster, under the names by which pods ask for them.
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readNodeImages } from '../../src/cluster/image-index.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { readEngineDetails } from '../../src/docker/engine-details.ts'
import { findImage, saveImages } from '../../src/docker/images/images.ts'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { loadArchivesIntoCluster, loadIntoCluster } from '../../src/verbs/load.ts'
import { buildTestImage } from '../support/build-test-image.ts'
import { makeOciArchive } from '../support/oci-archive.ts'
import { openCluster } from '../support/open-nodes.ts'

/** What was loaded, in words; throws when a node has not got it. Nothing stays on the engine. */
export async function loadShapes(engine: Engine, name: string, context: ClusterContext): Promise<string[]> {
  const { architecture, imageStore } = await readEngineDetails(engine)
  const done: string[] = []
  const expectNames = async (shape: string, ...names: readonly string[]): Promise<void> => {
    for (const node of (await openCluster(engine, name)).nodes) {
      const { index } = await readNodeImages(node, AbortSignal.timeout(30_000))
      for (const wanted of names) {
        if (!index.has(wanted)) throw new Error(`${shape}: ${node.name} has not got ${wanted}, only ${[...index.keys()].join(' ')}`)
      }
    }
    done.push(shape)
  }

  const built = await buildTestImage(engine, ['FROM scratch', 'COPY hello /hello'], { hello: name })
  await loadIntoCluster([built], { name }, context)
  await expectNames('by its tag', `docker.io/${built}`)

  // One that the nodes have not got yet, under any name.
  const unnamed = await buildTestImage(engine, ['FROM scratch', 'COPY hello /hello'], { hello: `${name}, by its id` })
  const { id } = (await findImage(engine, unnamed))!
  await loadIntoCluster([id], { name }, context)
  await expectNames('by its id', `localhost/imported:${id.slice(7, 19)}`)

  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-shapes-'))
  try {
    const saved = await buildTestImage(engine, ['FROM scratch', 'COPY hello /hello'], { hello: `${name}, saved` })
    await pipeline(await saveImages(engine, [saved]), createWriteStream(join(folder, 'saved.tar')))
    await engine.docker.getImage(saved).remove()
    await loadArchivesIntoCluster([join(folder, 'saved.tar')], { name }, context)
    await expectNames('an archive of docker save', `docker.io/${saved}`)
  } finally {
    await rm(folder, { recursive: true })
  }

  const oci = await makeOciArchive('docker.io/shapes/archive:1', architecture, { attested: true })
  await loadArchivesIntoCluster([Readable.from([oci.archive])], { name }, context)
  await expectNames('an OCI archive of two platforms', 'docker.io/shapes/archive:1')

  // The classic store holds one platform of an image and no attestations.
  if (imageStore === 'containerd') {
    for (const attested of [false, true]) {
      const shape = attested ? 'with-attestation' : 'two-platforms'
      // Another image each time: of the same one only a name would be missing.
      const { archive, index } = await makeOciArchive(`docker.io/shapes/${shape}:1`, architecture, { attested, content: shape })
      for await (const _ of await engine.docker.loadImage(Readable.from([archive])));
      await loadIntoCluster([`shapes/${shape}:1`], { name }, context)
      await expectNames(shape, `docker.io/shapes/${shape}:1`)
      await loadIntoCluster([`shapes/${shape}@${index}`], { name }, context)
      await expectNames(`${shape}, by digest`, `docker.io/shapes/${shape}@${index}`)
      await engine.docker.getImage(`shapes/${shape}:1`).remove({ force: true })
    }
  }
  await Promise.all([built, unnamed].map((reference) => engine.docker.getImage(reference).remove()))
  return done
}

// The components' directories and the two layers of the base image → one uncompressed tar file for each layer.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Engine } from '../../src/docker/connect.ts'
import { removeContainer } from '../../src/docker/containers.ts'
import { buildLabel } from '../../src/docker/images/build-leftovers.ts'
import { listTree, packEntries, type TarEntry } from '../../src/docker/tar-entries.ts'
import { builderIdentity } from '../engine/build-leftovers.ts'
import type { LayerBlob } from './oci-layout.ts'
import type { LayerName } from './plan-images.ts'
import { binariesInLayer } from './plan-images.ts'

export interface PackOptions {
  readonly components: Readonly<Record<string, string>>
  readonly baseImage: string
  /** Where the tar files go; the caller removes it. */
  readonly directory: string
}

export async function packLayers(engine: Engine, { components, baseImage, directory }: PackOptions): Promise<Record<LayerName, LayerBlob>> {
  const blobs: Partial<Record<LayerName, LayerBlob>> = {}
  const write = async (name: LayerName, stream: NodeJS.ReadableStream): Promise<void> => {
    blobs[name] = await writeBlob(stream, join(directory, `${name}.tar`))
  }
  for (const [name, bin] of Object.entries(binariesInLayer) as [LayerName, string][]) {
    const entries = await listTree(join(components[name] ?? '', 'bin'), bin)
    await write(name, packEntries([...entries, ...extraFiles(name)]))
  }
  const container = await engine.docker.createContainer({ Image: baseImage, Labels: { [buildLabel]: builderIdentity() } })
  try {
    // One after the other: the engine locks the container until an archive is read. «/.»: the content, not the directory.
    for (const name of ['busybox', 'net-tools'] as const) await write(name, await container.getArchive({ path: `/kind/layers/${name}/.` }))
  } finally {
    await removeContainer(engine.until(AbortSignal.timeout(60_000)), container.id)
  }
  return blobs as Record<LayerName, LayerBlob>
}

function extraFiles(name: LayerName): readonly TarEntry[] {
  if (name !== 'addons') return []
  return [{ path: 'usr/local/bin/run-flannel', file: join(import.meta.dirname, 'run-flannel'), mode: 0o755 }]
}

async function writeBlob(stream: NodeJS.ReadableStream, file: string): Promise<LayerBlob> {
  await pipeline(stream, createWriteStream(file))
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { file, digest: `sha256:${hash.digest('hex')}`, size: (await stat(file)).size }
}

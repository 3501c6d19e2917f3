// An image archive as an engine with the containerd image store saves it: an index that names two platforms, of which only
// the first one's content was ever there.
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'

/** The archive, and the digests a node may know the image by. */
export interface OciArchive {
  readonly archive: Buffer
  readonly index: string
  readonly manifest: string
  readonly config: string
}

interface Blob {
  readonly digest: string
  readonly bytes: Buffer
}

/** @param name a full one: `docker.io/acme/shop:1`; undefined: the archive does not say */
export async function makeOciArchive(name: string | undefined, architecture: string): Promise<OciArchive> {
  const here = await makeImage(architecture)
  const absent = await makeImage(architecture === 'amd64' ? 'arm64' : 'amd64')
  const manifests = [here, absent].map((image) => ({
    ...refer(image.manifest, manifestType),
    platform: { os: 'linux', architecture: image.architecture },
  }))
  const index = toBlob(JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }))
  const top = {
    ...refer(index, indexType),
    ...(name !== undefined && {
      annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name.split(':').at(-1) },
    }),
  }
  const archive = pack()
  archive.entry({ name: 'oci-layout' }, '{"imageLayoutVersion":"1.0.0"}')
  archive.entry({ name: 'index.json' }, JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [top] }))
  for (const { digest, bytes } of [index, here.manifest, here.config, here.layer])
    archive.entry({ name: `blobs/${digest.replace(':', '/')}` }, bytes)
  archive.finalize()
  return { archive: await buffer(archive), index: index.digest, manifest: here.manifest.digest, config: here.config.digest }
}

const indexType = 'application/vnd.oci.image.index.v1+json'
const manifestType = 'application/vnd.oci.image.manifest.v1+json'

async function makeImage(architecture: string) {
  const files = pack()
  files.entry({ name: 'hello' }, architecture)
  files.finalize()
  const layer = toBlob(await buffer(files))
  const config = toBlob(JSON.stringify({ architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [layer.digest] } }))
  const manifest = toBlob(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: refer(config, 'application/vnd.oci.image.config.v1+json'),
      layers: [refer(layer, 'application/vnd.oci.image.layer.v1.tar')],
    }),
  )
  return { architecture, layer, config, manifest }
}

function toBlob(content: string | Buffer): Blob {
  const bytes = Buffer.from(content)
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes }
}

function refer({ digest, bytes }: Blob, mediaType: string): object {
  return { mediaType, digest, size: bytes.length }
}

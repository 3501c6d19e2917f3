// An image archive as an engine with the containerd image store saves it: an index that names two platforms, of which only
// the first one's content was ever there; with an attestation where one is asked for, as BuildKit adds it.
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

/** `content` makes another image of it. @param name a full one: `docker.io/acme/shop:1`; undefined: the archive does not say */
export async function makeOciArchive(
  name: string | undefined,
  architecture: string,
  { attested = false, content = '' }: { readonly attested?: boolean; readonly content?: string } = {},
): Promise<OciArchive> {
  const here = await makeImage(architecture, content)
  const absent = await makeImage(architecture === 'amd64' ? 'arm64' : 'amd64', content)
  const manifests: object[] = [here, absent].map((image) => ({
    ...refer(image.manifest, manifestType),
    platform: { os: 'linux', architecture: image.architecture },
  }))
  const proof = attested ? makeAttestation(here.manifest) : undefined
  if (proof) manifests.push(proof.descriptor)
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
  for (const { digest, bytes } of [index, here.manifest, here.config, here.layer, ...(proof?.blobs ?? [])])
    archive.entry({ name: `blobs/${digest.replace(':', '/')}` }, bytes)
  archive.finalize()
  return { archive: await buffer(archive), index: index.digest, manifest: here.manifest.digest, config: here.config.digest }
}

const indexType = 'application/vnd.oci.image.index.v1+json'
const manifestType = 'application/vnd.oci.image.manifest.v1+json'

async function makeImage(architecture: string, content: string) {
  const files = pack()
  files.entry({ name: 'hello' }, `${architecture}${content}`)
  files.finalize()
  const layer = toBlob(await buffer(files))
  return { architecture, layer, ...describeLayer(layer, 'application/vnd.oci.image.layer.v1.tar', { architecture, os: 'linux' }) }
}

function describeLayer(layer: Blob, type: string, platform: { readonly architecture: string; readonly os: string }) {
  const config = toBlob(JSON.stringify({ ...platform, config: {}, rootfs: { type: 'layers', diff_ids: [layer.digest] } }))
  const manifest = toBlob(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: refer(config, 'application/vnd.oci.image.config.v1+json'),
      layers: [refer(layer, type)],
    }),
  )
  return { config, manifest }
}

/** What was known when an image was built, beside it in the index: an image of no platform, as BuildKit writes it. */
function makeAttestation(subject: Blob): { readonly blobs: readonly Blob[]; readonly descriptor: object } {
  const statement = toBlob(
    JSON.stringify({ _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'https://slsa.dev/provenance/v0.2' }),
  )
  const { config, manifest } = describeLayer(statement, 'application/vnd.in-toto+json', { architecture: 'unknown', os: 'unknown' })
  return {
    blobs: [statement, config, manifest],
    descriptor: {
      ...refer(manifest, manifestType),
      annotations: { 'vnd.docker.reference.digest': subject.digest, 'vnd.docker.reference.type': 'attestation-manifest' },
      platform: { architecture: 'unknown', os: 'unknown' },
    },
  }
}

function toBlob(content: string | Buffer): Blob {
  const bytes = Buffer.from(content)
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes }
}

function refer({ digest, bytes }: Blob, mediaType: string): object {
  return { mediaType, digest, size: bytes.length }
}

// Layers on disk + a plan of images → the files of an OCI image layout (image-spec 1.1), and the chain ids by which
// containerd knows the unpacked layers. Pure but for the layers it refers to.
import { createHash } from 'node:crypto'
import type { TarEntry } from '../../src/docker/tar-entries.ts'
import type { LayerName, PreloadedImage } from './plan-images.ts'

/** An uncompressed layer: its digest is its diff id as well. */
export interface LayerBlob {
  readonly file: string
  readonly digest: string
  readonly size: number
}

export interface OciLayout {
  readonly entries: readonly TarEntry[]
  /** Chain id → the layer on top of that chain. */
  readonly chains: ReadonlyMap<string, LayerName>
}

const mediaType = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const

export function renderOciLayout(
  images: readonly PreloadedImage[],
  layers: Readonly<Record<LayerName, LayerBlob>>,
  architecture: string,
): OciLayout {
  const entries: TarEntry[] = Object.values(layers).map((layer) => ({ path: blobPath(layer.digest), file: layer.file, mode: 0o644 }))
  const chains = new Map<string, LayerName>()
  const addJson = (type: string, value: unknown): Descriptor => {
    const text = JSON.stringify(value)
    const descriptor = { mediaType: type, digest: sha256(text), size: Buffer.byteLength(text) }
    // Two names of one image have the same configuration.
    if (!entries.some(({ path }) => path === blobPath(descriptor.digest))) entries.push({ path: blobPath(descriptor.digest), text })
    return descriptor
  }

  const manifests = images.map((image) => {
    const blobs = image.layers.map((name) => layers[name])
    for (const [i, name] of image.layers.entries()) chains.set(chainId(blobs.slice(0, i + 1)), name)
    const config = addJson(mediaType.config, {
      architecture,
      os: 'linux',
      config: { Entrypoint: image.entrypoint, Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], WorkingDir: '/' },
      rootfs: { type: 'layers', diff_ids: blobs.map((blob) => blob.digest) },
    })
    const manifest = addJson(mediaType.manifest, {
      schemaVersion: 2,
      mediaType: mediaType.manifest,
      config,
      layers: blobs.map(({ digest, size }) => ({ mediaType: mediaType.layer, digest, size })),
    })
    return { ...manifest, platform: { architecture, os: 'linux' }, annotations: { 'io.containerd.image.name': image.name } }
  })

  entries.push({ path: 'oci-layout', text: JSON.stringify({ imageLayoutVersion: '1.0.0' }) })
  entries.push({ path: 'index.json', text: JSON.stringify({ schemaVersion: 2, mediaType: mediaType.index, manifests }) })
  return { entries, chains }
}

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** The image-spec's recursion: a chain of one is its layer; a longer one hashes the chain below and its last layer. */
function chainId(blobs: readonly LayerBlob[]): string {
  return blobs.map((blob) => blob.digest).reduce((chain, digest) => sha256(`${chain} ${digest}`))
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

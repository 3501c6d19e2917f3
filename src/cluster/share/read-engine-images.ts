// Images of an engine that keeps their layers unpacked, one folder each, on the disk of its volumes → all that makes those images in a node but the
// content of the layers. Reads the engine's own store (moby's `image/overlay2` and `overlay2`), and goes by nothing there that it has not checked.
import { DockerError } from '../../support/errors.ts'
import type { EngineFacts } from '../../docker/engine-facts.ts'
import { chainIds, type Document, digestOf, type Layer, parseDocuments, type Unpacked } from './read-unpacked.ts'
import type { Volumes } from './open-volumes.ts'

export interface EngineImage {
  /** By which pods shall find it. */
  readonly name: string
  /** `sha256:…` of its configuration. */
  readonly id: string
}

/**
 * Docker's own store with overlayfs; in the one of containerd, which Docker 29 begins with, which folder is which stands in a database. Not where users of
 * containers are others on the host, for those of nodes are not; and not tried without root.
 */
export function keepsLayersUnpacked({ storageDriver, remapsUsers, rootless }: EngineFacts): boolean {
  return storageDriver === 'overlay2' && !remapsUsers && !rootless
}

const mark = '-- configuration '
const readConfigs = `for one; do printf '\n${mark}%s\n' "$one"; cat "image/overlay2/imagedb/content/\${one/://}"; done; printf '\n${mark}'`
// What is written of a layer's archive: the lengths of its files, and all that is between them, in base64.
const readLayers = `set -o pipefail
for one; do
  layer=image/overlay2/layerdb/\${one/://}
  size=$(gzip --decompress --stdout "$layer/tar-split.json.gz" | LC_ALL=C awk '
    match($0, /"size":[0-9]+/) { bytes += substr($0, RSTART + 7, RLENGTH - 7) }
    /"type":2/ && match($0, /"payload":"[^"]*"/) {
      payload = substr($0, RSTART + 11, RLENGTH - 12)
      bytes += length(payload) / 4 * 3 - gsub(/=/, "", payload)
    }
    END { printf "%.0f", bytes }')
  echo "$one $(cat "$layer/diff") $(cat "$layer/cache-id") $size"
done`

/** `volumes` are open in the engine's folder. The directories of the layers are from there. Throws KIND_DOCKER_FAILED where something is not as it should be. */
export async function readEngineImages(volumes: Volumes, images: readonly EngineImage[], signal: AbortSignal): Promise<Unpacked> {
  const text = await volumes.run(readConfigs, [...new Set(images.map(({ id }) => id))], signal)
  const configs = parseDocuments(text, mark, () => `${ofDocker}.container.image.v1+json`)
  const chainsOf = new Map(configs.map((config) => [config.digest, chainIds(diffIdsOf(config))]))
  const absent = images.find(({ id }) => (chainsOf.get(id) ?? []).length === 0)
  if (absent) throw unexpected(`has no configuration of ${absent.name}, or none with layers`)
  const chains = [...new Set([...chainsOf.values()].flat())]
  const stored = parseLayers(await volumes.run(readLayers, chains, signal))
  const layers = configs.flatMap((config) =>
    diffIdsOf(config).map((diffId, index): StoredLayer & Layer => {
      const [chain, parent = ''] = [chainsOf.get(config.digest)![index]!, chainsOf.get(config.digest)![index - 1]]
      const layer = stored.get(chain)
      if (layer?.diffId !== diffId) throw unexpected(`has another layer as ${chain}: ${layer?.diffId ?? 'none'}, not ${diffId}`)
      return { ...layer, chain, parent }
    }),
  )
  const byChain = new Map(layers.map((layer) => [layer.chain, layer]))
  const manifests = configs.map((config) =>
    describeManifest(
      config,
      chainsOf.get(config.digest)!.map((chain) => byChain.get(chain)!),
    ),
  )
  const targetOf = new Map(configs.map(({ digest }, index) => [digest, manifests[index]!]))
  return {
    images: images.map(({ name, id }) => ({ name, target: targetOf.get(id)! })),
    packed: [],
    documents: [...configs, ...manifests],
    layers: [...byChain.values()].map(({ chain, parent, directory }) => ({ chain, parent, directory })),
  }
}

interface StoredLayer {
  readonly diffId: string
  /** From the engine's folder. */
  readonly directory: string
  /** As an archive. */
  readonly bytes: number
}

const ofDocker = 'application/vnd.docker'

function parseLayers(output: string): Map<string, StoredLayer> {
  const layers = new Map<string, StoredLayer>()
  for (const line of output.split('\n')) {
    const [, chain = '', diffId = '', folder = '', bytes] = /^(\S+) (sha256:[0-9a-f]{64}) ([0-9a-z-]+) (\d+)$/.exec(line) ?? []
    if (bytes !== undefined) layers.set(chain, { diffId, directory: `overlay2/${folder}/diff`, bytes: Number(bytes) })
  }
  return layers
}

function diffIdsOf({ text }: Document): readonly string[] {
  return (JSON.parse(text) as { readonly rootfs?: { readonly diff_ids?: readonly string[] } }).rootfs?.diff_ids ?? []
}

/** As containerd describes what `docker save` writes, to the letter: the image is the same one, whichever way it has come. */
function describeManifest(config: Document, layers: readonly StoredLayer[]): Document {
  const mediaType = `${ofDocker}.distribution.manifest.v2+json`
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: config.mediaType, digest: config.digest, size: Buffer.byteLength(config.text) },
    layers: layers.map(({ diffId, bytes }) => ({ mediaType: `${ofDocker}.image.rootfs.diff.tar`, digest: diffId, size: bytes })),
  })
  return { mediaType, digest: digestOf(text), text }
}

function unexpected(what: string): DockerError {
  return new DockerError('KIND_DOCKER_FAILED', { what: `the engine's store ${what}` })
}

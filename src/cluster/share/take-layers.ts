// Layers that lie ready in a node, and the documents of their images → images that its containerd has unpacked. A layer is in its place before
// containerd hears of it: whatever breaks off leaves none that is empty.
import { packEntries } from '../../docker/tar-entries.ts'
import type { Node } from '../node.ts'
import type { Layer, Unpacked } from './read-unpacked.ts'

// Two calls for each layer: a snapshot is made where its files shall lie, and known by its name once they do. Until the images refer to them, the
// label that ctr gives them keeps them.
const program = `set -e
ctr="ctr --namespace k8s.io"
snapshots="$ctr snapshots --snapshotter overlayfs"
known=$($snapshots list | awk '{ print $1 }')
platform=$1 folder=$2; shift 2
added= key=
tidy() {
  [ -z "$key" ] || $snapshots remove "$key" || true
  for chain in $added; do $snapshots label "$chain" containerd.io/gc.root= >/dev/null || true; done
  rm -rf "$folder"
}
trap tidy EXIT
while [ $# -gt 0 ]; do
  chain=$1 parent=$2 staged=$3; shift 3
  if ! printf '%s\\n' "$known" | grep -qxF "$chain"; then
    key="$folder/$staged"
    files=$($snapshots prepare --mounts "$key" $parent | grep -oE '/[^":=, ]*/snapshots/[0-9]+/fs' | head -n 1)
    rmdir "$files"
    mv "$folder/$staged" "$files"
    $snapshots commit "$chain" "$key"
    key= added="$added $chain"
  fi
done
$ctr images import --local --platform "$platform" --snapshotter overlayfs -
`

/** What makes images, but for the files of their layers. */
export interface Described extends Pick<Unpacked, 'images' | 'documents'> {
  readonly layers: readonly Pick<Layer, 'chain' | 'parent'>[]
}

export interface TakeOptions {
  readonly platform: string
  /** Where the layers lie. Gone afterwards. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** Throws KIND_DOCKER_FAILED; the node has what it had, then. */
export async function takeLayers(
  node: Node,
  { images, documents, layers }: Described,
  { platform, folder, signal }: TakeOptions,
): Promise<void> {
  // What several images share is listed once, and each layer after the one below it.
  const triples = layers.flatMap(({ chain, parent }) => [chain, parent, stagedName(chain)])
  const archive = packEntries([
    { path: 'oci-layout', text: '{"imageLayoutVersion":"1.0.0"}' },
    {
      path: 'index.json',
      text: JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: images.map(({ name, target: { mediaType, digest, text } }) => ({
          mediaType,
          digest,
          size: Buffer.byteLength(text),
          annotations: { 'io.containerd.image.name': name },
        })),
      }),
    },
    ...documents.map(({ digest, text }) => ({ path: `blobs/${digest.replace(':', '/')}`, text })),
  ])
  await node.run(['bash', '-c', program, 'bash', platform, folder, ...triples], { stdin: archive, signal })
}

/** Of a layer's folder there. */
export function stagedName(chain: string): string {
  return chain.replace('sha256:', '')
}

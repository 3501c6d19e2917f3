// What an archive says of itself (manifest.json of `docker save`, index.json of an OCI layout) → its images, named or not. Pure.
import { fullImageName } from '../../support/image-reference.ts'

export interface ArchiveImage {
  /** Of its configuration or its manifest: by one of them a node knows it. */
  readonly digest: string
  /** The full names a pod may ask for; none: a name must be made. */
  readonly names: readonly string[]
}

/** OCI's file goes before Docker's where both are there, as with containerd. Throws for what is no JSON. */
export function readArchiveImages(manifestJson: string | undefined, indexJson: string | undefined): ArchiveImage[] {
  if (indexJson !== undefined) return ((JSON.parse(indexJson) as OciIndex).manifests ?? []).map(readOciEntry)
  if (manifestJson !== undefined) return (JSON.parse(manifestJson) as DockerEntry[]).map(readDockerEntry)
  return []
}

interface DockerEntry {
  /** `<hex>.json`, newer: `blobs/sha256/<hex>`. */
  readonly Config: string
  readonly RepoTags?: readonly string[] | null
}

function readDockerEntry({ Config, RepoTags }: DockerEntry): ArchiveImage {
  return { digest: `sha256:${/[0-9a-f]{64}/.exec(Config)?.[0] ?? ''}`, names: (RepoTags ?? []).map(fullImageName) }
}

interface OciIndex {
  readonly manifests?: readonly { readonly digest: string; readonly annotations?: Readonly<Record<string, string>> }[]
}

/** containerd's own annotation is a full name; that of OCI is one, or only a tag. */
function readOciEntry({ digest, annotations = {} }: NonNullable<OciIndex['manifests']>[number]): ArchiveImage {
  const name = annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name']
  return { digest, names: name !== undefined && /[/:@]/.test(name) ? [fullImageName(name)] : [] }
}

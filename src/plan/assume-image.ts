// A node image that no engine was asked about → what its name tells of it, and what is left to assume. Pure.
import { nodeRepositories, publishedImages } from '../config/node-images.ts'
import { parseImageReference } from '../support/image-reference.ts'
import type { ImageFacts } from './host-facts.ts'
import { planImageCandidates } from './node-image.ts'

/** `asked` is null for the image of `version`. What is only assumed says so: {@link ImageFacts.isVersionAssumed}. */
export function assumeImage(asked: string | null, version: string): ImageFacts {
  const candidates = planImageCandidates(version)
  const told = readName(asked ?? candidates.stock)
  return {
    reference: asked ?? candidates.stock,
    id: 'unknown',
    kubernetesVersion: told ?? readTag(asked ?? '') ?? readMinor(asked ?? '') ?? readTag(candidates.tagged)!,
    ...(told === undefined && { isVersionAssumed: true }),
    pausesItself: false,
    hurries: [],
  }
}

/** A digest is stronger than the tag beside it, where it is a known one. The tags of others' images may count anything. */
function readName(reference: string): string | undefined {
  const parsed = parseImageReference(reference)
  if (typeof parsed === 'string') return undefined
  const published = publishedImages.find(({ digest }) => digest === parsed.digest)
  if (published) return `v${published.version}`
  return Object.values(nodeRepositories).some((known) => `/${parsed.repository}`.endsWith(`/${known}`)) ? readTag(reference) : undefined
}

// `v1.30.6`, also with what builders add before and after: `1.30.6-gpu`, `node-v1.30.6`. A version of something else is likely to
// have another major one, or a small minor one: kubeadm has what a boot needs since 1.23.
const versionInTag = /(?:^|[^\d.])v?(1\.[2-9]\d\.\d+(?:-(?:alpha|beta|rc)\.\d+)?)(?![\d.])/

const minorInTag = /(?:^|[^\d.])v?(1\.[2-9]\d)(?![\d.])/

function readTag(reference: string): string | undefined {
  const version = tagOf(reference).match(versionInTag)?.[1]
  return version && `v${version}`
}

/** `v1.31`: the patch is open, and of no weight. */
function readMinor(reference: string): string | undefined {
  const minor = tagOf(reference).match(minorInTag)?.[1]
  return minor && `v${minor}.0`
}

function tagOf(reference: string): string {
  const parsed = parseImageReference(reference)
  return (typeof parsed === 'string' ? undefined : parsed.tag) ?? ''
}

/** One sentence for each image whose name tells no version. */
export function describeAssumedVersions(images: readonly ImageFacts[]): string[] {
  const assumed = images.filter((image) => image.isVersionAssumed)
  return [...new Set(assumed.map(({ reference, kubernetesVersion }) => `${reference} ${kubernetesVersion}`))].map((pair) => {
    const [reference, version] = pair.split(' ')
    return `the Kubernetes version of ${reference} is known only when an engine has it: ${version} is assumed, and with it kubeadm's API version (an image named ${nodeRepositories.stock}:vX.Y.Z tells it)`
  })
}

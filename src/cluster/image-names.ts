// An image as it was asked for or archived → the names that matter: the one the engine saves it by, the one a pod finds it by. Pure.
import { fullImageName, isImageId, parseImageReference } from '../support/image-reference.ts'

/** The name a node knows it by when a pod asks for `reference`: the kubelet's runtime leaves out the tag beside a digest. */
export function nodeImageName(reference: string): string {
  const parsed = parseImageReference(reference)
  if (typeof parsed === 'string' || parsed.digest === undefined) return fullImageName(reference)
  return `${parsed.registry}/${parsed.repository}@${parsed.digest}`
}

/**
 * What to ask the engine to save: of a name without a tag it would save all tags; an id stays one. Podman saves what came without a
 * registry, built or from an archive, only by the name that it has made of it.
 *
 * @param image what the engine has by this reference
 */
export function savedImageName(reference: string, { id, tags }: { readonly id: string; readonly tags: readonly string[] }): string {
  if (isImageId(reference, id)) return reference
  const name = nodeImageName(reference)
  const ofPodman = name.replace(/^docker\.io\/(library\/)?/, 'localhost/')
  return tags.includes(ofPodman) && !tags.some((tag) => fullImageName(tag) === name) ? ofPodman : name
}

/** For an image without a name: a pod can run it by this, and no registry is asked for it. */
export function importedImageName(digest: string): string {
  return `localhost/imported:${digest.replace(/^sha256:/, '').slice(0, 12)}`
}

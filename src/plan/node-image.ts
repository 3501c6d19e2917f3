// A Kubernetes version → its node images by name; those and what the engine has → the one that is taken. Pure.
import { buildableVersions, kindRelease, nodeRepositories, publishedImages } from '../config/node-images.ts'

export interface NodeImageChoice {
  /** Published for kind: by digest where kind's release names it, else by tag. */
  readonly stock: string
  /** The same by its tag alone. */
  readonly tagged: string
  /** Built here: `vitest-kind/node:v1.36.4`; of a minor, whichever patch. */
  readonly built: string
  /** Its digest, when it is one of those kind was released with. */
  readonly digest: string | undefined
}

/** An image of the engine, under all its names. */
export interface PresentImage {
  /** `kindest/node:v1.37.0` */
  readonly tags: readonly string[]
  /** `kindest/node@sha256:…`: empty for one that came from an archive or was built. */
  readonly digests: readonly string[]
}

export interface TakenImage {
  readonly reference: string
  /** Whether a registry has another image under this tag: one to pull instead, if it can be had. */
  readonly isOtherBuild: boolean
  /** What the user should know of it. */
  readonly notice: string | undefined
}

/** `version` is `1.36` or `1.36.2`. */
export function planImageCandidates(version: string): NodeImageChoice {
  const published = publishedImages.find((image) => image.minor === version || image.version === version)
  const tagged = `${nodeRepositories.stock}:v${published?.version ?? version}`
  return {
    stock: published ? `${tagged}@${published.digest}` : tagged,
    tagged,
    built: `${nodeRepositories.built}:v${isMinor(version) ? `${version}.*` : version}`,
    digest: published?.digest,
  }
}

/** What is taken of what is here: kind's own by its digest, then what was built here, then whatever bears the tag. */
export function choosePresentImage(version: string, present: readonly PresentImage[]): TakenImage | undefined {
  const { stock, tagged, digest } = planImageCandidates(version)
  const exact = { isOtherBuild: false, notice: undefined }
  const ofKind = digest === undefined ? undefined : `${nodeRepositories.stock}@${digest}`
  if (ofKind !== undefined && present.some(({ digests }) => digests.includes(ofKind))) return { reference: stock, ...exact }
  const built = chooseBuiltImage(version, present)
  if (built !== undefined) return { reference: built, ...exact }
  const byTag = present.find(({ tags }) => tags.includes(tagged))
  if (!byTag) return undefined
  const isOtherBuild = ofKind !== undefined && byTag.digests.some((name) => name.startsWith(`${nodeRepositories.stock}@`))
  return { reference: tagged, isOtherBuild, notice: describeUntried(version, isOtherBuild) }
}

/** The newest that was built here of this version; of any, when none is asked for. */
export function chooseBuiltImage(version: string | undefined, present: readonly PresentImage[]): string | undefined {
  const prefix = `${nodeRepositories.built}:v`
  return present
    .flatMap(({ tags }) => tags)
    .filter((tag) => tag.startsWith(prefix) && isWanted(tag.slice(prefix.length), version))
    .toSorted((a, b) => compareVersions(b.slice(prefix.length), a.slice(prefix.length)))[0]
}

/** One sentence for an image that kind's release does not vouch for; undefined for one that it does. */
export function describeUntried(version: string, isOtherBuild?: boolean): string | undefined {
  const { tagged, digest } = planImageCandidates(version)
  if (digest === undefined) {
    const tried = publishedImages.map((image) => `v${image.version}`).join(', ')
    return `the node image ${tagged} is taken by its tag, untried: those of kind ${kindRelease} are ${tried}`
  }
  if (isOtherBuild === undefined) return undefined
  return isOtherBuild
    ? `the node image ${tagged} is not the build that kind ${kindRelease} was released with, which could not be pulled`
    : `the node image ${tagged} is taken by its tag: whether it is the build that kind ${kindRelease} was released with cannot be told`
}

/** What gives whoever has neither the image nor a registry one of this version. */
export function describeImageRemedy(version: string): string {
  const buildable = buildableVersions.find((one) => isWanted(one, version))
  const flag = buildable === buildableVersions[0] ? '' : ` --version ${version}`
  return buildable
    ? `npx vitest-kind build node-image${flag} (needs no container registry)`
    : `docker load an archive that has ${planImageCandidates(version).tagged}, or name another image`
}

function isWanted(tag: string, version: string | undefined): boolean {
  if (!/^\d+\.\d+\.\d+$/.test(tag)) return false
  return version === undefined || tag === version || (isMinor(version) && tag.startsWith(`${version}.`))
}

function isMinor(version: string): boolean {
  return /^\d+\.\d+$/.test(version)
}

function compareVersions(a: string, b: string): number {
  const [one, other] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]]
  return one.map((part, index) => part - other[index]!).find((difference) => difference !== 0) ?? 0
}

// The node images that clusters are made of: what kind published, and where those built here are. A test holds what can be built
// to images/versions.json.

/** The release of kind whose node images are the tried ones. */
export const kindRelease = '0.33'

/** Name of the images published for kind, and of those that `vitest-kind build node-image` makes. */
export const nodeRepositories = { stock: 'kindest/node', built: 'vitest-kind/node' } as const

export interface PublishedImage {
  readonly minor: string
  /** `1.37.0` */
  readonly version: string
  /** kind's release notes: only the digest guarantees the right build, for a tag is pushed anew by later releases. */
  readonly digest: string
}

/** Those that kind was released with, newest first. */
export const publishedImages: readonly PublishedImage[] = [
  { minor: '1.37', version: '1.37.0', digest: 'sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5' },
  { minor: '1.36', version: '1.36.4', digest: 'sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed' },
  { minor: '1.35', version: '1.35.8', digest: 'sha256:07b2536e30b803ed61d1677a79df6115f798ce64c80f9e22f6ed45afd09323c0' },
  { minor: '1.34', version: '1.34.11', digest: 'sha256:44e222ee2132dab25ff87301682f89eb82c7880ea3a1bf543bfe9708fd08d67d' },
]

/** Those that `vitest-kind build node-image` makes, newest first; images/versions.json pins what they are built from. */
export const buildableVersions = ['1.37.2', '1.36.4', '1.35.8', '1.34.11'] as const

export type BuildableVersion = (typeof buildableVersions)[number]

/** The one of them meant by `1.36`, `v1.36`, `1.36.4` or `v1.36.4`; undefined when there is none. */
export function findBuildableVersion(text: string): BuildableVersion | undefined {
  const wanted = text.replace(/^v/, '')
  return buildableVersions.find((version) => version === wanted || version.replace(/\.\d+$/, '') === wanted)
}

/** What is wrong with a `version`; undefined: nothing, a full one may be looked for whatever it is. */
export function findVersionProblem(version: string): string | undefined {
  const wanted = version.replace(/^v/, '')
  if (!/^\d+\.\d+$/.test(wanted) || publishedImages.some(({ minor }) => minor === wanted)) return undefined
  const known = publishedImages.map(({ minor }) => minor).join(', ')
  return `no node image is known for "${version}", only for ${known}: write a full version such as ${wanted}.1 (it is looked for as ${nodeRepositories.stock}:v${wanted}.1), or name an image`
}

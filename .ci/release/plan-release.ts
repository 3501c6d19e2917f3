// What is there → what stands in the way of a release, and its steps in order: images first, then npm. Pure.

export interface ReleaseFacts {
  /** Of package.json, and what package-lock.json and CHANGELOG.md say it is. */
  readonly name: string
  readonly version: string
  readonly lockVersion: string
  readonly changelog: string
  /** `git status --porcelain`, a line each. */
  readonly changes: readonly string[]
  readonly commit: string
  /** Node images of this release as they are called here; `id` is undefined when the engine does not have one as it would be built now. */
  readonly images: readonly { readonly name: string; readonly id: string | undefined; readonly build: string }[]
  /** Where node images are published, such as `registry.example/vitest-kind/node`. */
  readonly repository: string | undefined
  readonly credentials: { readonly npm: boolean; readonly images: boolean }
}

export interface Step {
  readonly says: string
  readonly program: string
  readonly args: readonly string[]
}

export interface ReleasePlan {
  /** What cannot be right whoever releases: they fail a dry run, too. */
  readonly mistakes: readonly string[]
  /** What is still to be done before a release. */
  readonly missing: readonly string[]
  /** Names under which images are pushed. Their digests are known only then. */
  readonly pushes: readonly { readonly from: string; readonly to: string }[]
  readonly imageSteps: readonly Step[]
  readonly packageSteps: readonly Step[]
}

/** Where the digests of pushed images are written, before the package is made: it names the images that it was tried with. */
export const publishedFile = 'images/published.json'

export function planRelease(facts: ReleaseFacts): ReleasePlan {
  const repository = facts.repository ?? '<VITEST_KIND_IMAGES>'
  const pushes = facts.images.map(({ name }) => ({ from: name, to: `${repository}:${tagOf(name)}` }))
  return {
    mistakes: findMistakes(facts),
    missing: findMissing(facts),
    pushes,
    imageSteps: pushes.flatMap(({ from, to }) => [
      { says: `name ${from} ${to}`, program: 'docker', args: ['tag', from, to] },
      { says: `push ${to}`, program: 'docker', args: ['push', to] },
    ]),
    packageSteps: [{ says: `publish ${facts.name}@${facts.version}`, program: 'npm', args: ['publish', '--access', 'public'] }],
  }
}

/** `name@sha256:…` of what was pushed, out of what `docker image inspect` lists of an image that has been pushed to several places. */
export function findDigest(repoDigests: readonly string[], to: string): string | undefined {
  const repository = to.slice(0, -tagOf(to).length - 1)
  const digest = repoDigests.find((known) => known.startsWith(`${repository}@sha256:`))?.slice(repository.length)
  return digest === undefined ? undefined : `${to}${digest}`
}

function findMistakes({ version, lockVersion, changelog }: ReleaseFacts): string[] {
  const newest = newestIn(changelog)
  return [
    ...(lockVersion === version
      ? []
      : [`package-lock.json is of ${lockVersion}, package.json of ${version}: npm install --package-lock-only`]),
    ...(newest?.version === version
      ? []
      : [`CHANGELOG.md begins with ${newest?.version ?? 'no version'}, package.json has ${version}: write the heading ## [${version}]`]),
  ]
}

function findMissing({ version, changelog, changes, images, repository, credentials }: ReleaseFacts): string[] {
  const newest = newestIn(changelog)
  const dated = newest?.version !== version || /^\d{4}-\d{2}-\d{2}$/.test(newest.date)
  return [
    ...(dated ? [] : [`CHANGELOG.md says "${newest?.date}" of ${version}: write the day, such as ## [${version}] - 2027-01-31`]),
    ...(changes.length === 0
      ? []
      : [`the working tree has ${changes.length} changes: commit or stash them (${changes.slice(0, 3).join(', ')})`]),
    ...images.filter(({ id }) => id === undefined).map(({ name, build }) => `${name} is not here as it would be built now: ${build}`),
    ...(repository === undefined ? ['VITEST_KIND_IMAGES is not set: the repository that node images are pushed to'] : []),
    ...(credentials.images ? [] : ['DOCKER_AUTH_CONFIG is not set: the credentials of that registry']),
    ...(credentials.npm ? [] : ['NODE_AUTH_TOKEN is not set: the token that npm publishes with']),
  ]
}

function newestIn(changelog: string): { version: string; date: string } | undefined {
  const [, version, date = ''] = /^## \[([^\]]+)\](?: - (.*))?$/m.exec(changelog) ?? []
  return version === undefined ? undefined : { version, date: date.trim() }
}

/** A colon before the last slash is that of a port. */
function tagOf(name: string): string {
  return /:([^:/]+)$/.exec(name)?.[1] ?? 'latest'
}

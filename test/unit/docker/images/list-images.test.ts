import { expect, test } from 'vitest'
import { listImages } from '../../../../src/docker/images/list-images.ts'
import { type FakeEngine, type Reply, startFakeEngine } from '../../../support/fake-engine.ts'

interface Image {
  readonly Id: string
  readonly RepoTags: readonly string[]
  readonly RepoDigests?: readonly string[]
}

/** @param take whether an image is told when it is asked for by these references. */
function startStore(
  images: readonly Image[],
  take: (image: Image, references: readonly string[]) => Image | undefined,
): Promise<FakeEngine> {
  const tell: Reply = ({ url = '' }, response) => {
    const filters = JSON.parse(new URL(url, 'http://engine').searchParams.get('filters') ?? '{}') as { reference?: string[] }
    const told = images.flatMap((image) => take(image, filters.reference ?? []) ?? [])
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told))
  }
  return startFakeEngine({ 'GET /images/json': [tell] })
}

const repositories = ['kindest/node', 'vitest-kind/node']

// Seen of 4.3.1: asked for both repositories, it lists nothing.
test('Podman, to which an image must have every name that is asked for, lists those of each repository', async () => {
  const built = {
    Id: 'sha256:2d47',
    RepoTags: ['localhost/vitest-kind/node:v1.37.2'],
    RepoDigests: ['localhost/vitest-kind/node@sha256:5e7b'],
  }
  await using fake = await startStore([built], (image, references) =>
    references.every((name) => image.RepoTags.some((tag) => tag.includes(name))) ? image : undefined,
  )
  expect(await listImages(await fake.connect(), repositories)).toEqual([
    { tags: ['vitest-kind/node:v1.37.2'], digests: ['vitest-kind/node@sha256:5e7b'] },
  ])
})

test('an image that is in two repositories is one, with the names of both', async () => {
  const both = { Id: 'sha256:2d47', RepoTags: ['kindest/node:v1.37.0', 'vitest-kind/node:v1.37.2'] }
  // Docker tells those that were asked for.
  await using fake = await startStore([both], ({ Id, RepoTags }, references) => ({
    Id,
    RepoTags: RepoTags.filter((tag) => references.some((name) => tag.startsWith(`${name}:`))),
  }))
  expect(await listImages(await fake.connect(), repositories)).toEqual([
    { tags: ['kindest/node:v1.37.0', 'vitest-kind/node:v1.37.2'], digests: [] },
  ])
})

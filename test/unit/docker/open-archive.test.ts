import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { readArchiveImages } from '../../../src/docker/images/archive-images.ts'
import { openArchive } from '../../../src/docker/open-archive.ts'

const hex = 'a'.repeat(64)
const digest = `sha256:${hex}`

/** With a layer before and after, as `docker save` has it. */
async function tar(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack()
  archive.entry({ name: 'layer-1' }, randomBytes(100_000))
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content)
  archive.entry({ name: 'layer-2' }, randomBytes(100_000))
  archive.finalize()
  return buffer(archive)
}

/** In pieces of any size, as a pipe gives them. */
const pieces = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    })(),
  )

const manifest = JSON.stringify([{ Config: `${hex}.json`, RepoTags: null, Layers: [] }])

test.for([
  ['plain', (bytes: Buffer) => bytes],
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('%s: the tar comes out whole, and what is in it is known', async ([, compress]) => {
  const bytes = await tar({ 'manifest.json': manifest })
  for (const size of [100, 7_000, 1_000_000]) {
    const opened = await openArchive(pieces(compress(bytes), size), 'image.tar')
    const images = opened.listImages()
    expect((await buffer(opened.tar)).equals(bytes)).toBe(true)
    expect(await images).toEqual([{ digest, names: [] }])
  }
})

test.for([
  ['nothing', Buffer.alloc(0), 'it is empty, plain or compressed with gzip or zstd'],
  ['a text', Buffer.from('hello\n'), 'it is no tar, plain or compressed with gzip or zstd'],
  ['a long text', Buffer.alloc(10_000, 'hello'), 'it is no tar, plain or compressed with gzip or zstd'],
  ['zeros', Buffer.alloc(10_240), 'it is no tar, plain or compressed with gzip or zstd'],
  ['a compressed text', gzipSync('hello'), 'it is no tar, plain or compressed with gzip or zstd'],
  ['xz', Buffer.from('fd377a585a000000', 'hex'), 'it is compressed with xz, which is not read here'],
  ['bzip2', Buffer.from('BZh91AY&SY'), 'it is compressed with bzip2, which is not read here'],
  ['zip', Buffer.from('504b030414000000', 'hex'), 'it is compressed with zip, which is not read here'],
] as const)('%s is no archive', async ([, bytes, problem]) => {
  await expect(openArchive(pieces(bytes, 1_000), 'image.tar')).rejects.toMatchObject({
    code: 'KIND_CONFIG_INVALID',
    facts: { what: 'image.tar is no image archive', problems: [problem, 'nothing was loaded'] },
  })
})

test('an archive that breaks off, and one that cannot be decompressed, end as errors', async () => {
  const bytes = await tar({ 'manifest.json': manifest })
  const cut = await openArchive(pieces(bytes.subarray(0, 90_000), 1_000), 'image.tar')
  const images = cut.listImages()
  await buffer(cut.tar)
  expect(await images).toBeUndefined()

  const broken = await openArchive(pieces(gzipSync(bytes).subarray(0, 90_000), 1_000), 'image.tar')
  const none = broken.listImages()
  await expect(buffer(broken.tar)).rejects.toThrow('unexpected end of file')
  expect(await none).toBeUndefined()
})

test('a tar without images says that there are none', async () => {
  const opened = await openArchive(pieces(await tar({}), 1_000), 'image.tar')
  const images = opened.listImages()
  await buffer(opened.tar)
  expect(await images).toEqual([])
})

const oci = (annotations?: object): string =>
  JSON.stringify({ schemaVersion: 2, manifests: [{ digest, ...(annotations && { annotations }) }] })

test.for([
  [
    'saved by name',
    JSON.stringify([{ Config: `blobs/sha256/${hex}`, RepoTags: ['shop:1', 'ghcr.io/acme/shop:1'] }]),
    undefined,
    ['docker.io/library/shop:1', 'ghcr.io/acme/shop:1'],
  ],
  ['saved by id', manifest, undefined, []],
  ['saved by id, with an empty list', JSON.stringify([{ Config: `${hex}.json`, RepoTags: [] }]), undefined, []],
  ['an OCI layout', undefined, oci(), []],
  [
    'an OCI layout with a full name',
    undefined,
    oci({ 'org.opencontainers.image.ref.name': 'quay.io/acme/shop:1' }),
    ['quay.io/acme/shop:1'],
  ],
  ['an OCI layout with a short name', undefined, oci({ 'org.opencontainers.image.ref.name': 'shop:1' }), ['docker.io/library/shop:1']],
  ['an OCI layout with a tag alone', undefined, oci({ 'org.opencontainers.image.ref.name': '1.0' }), []],
  [
    "containerd's name before the tag",
    undefined,
    oci({ 'io.containerd.image.name': 'docker.io/acme/shop:1', 'org.opencontainers.image.ref.name': '1' }),
    ['docker.io/acme/shop:1'],
  ],
  ['both: containerd reads OCI', JSON.stringify([{ Config: `${'b'.repeat(64)}.json`, RepoTags: ['shop:1'] }]), oci(), []],
] as const)('%s', ([, docker, index, names]) => {
  expect(readArchiveImages(docker, index)).toEqual([{ digest, names }])
})

test('several images, and none', () => {
  expect(
    readArchiveImages(JSON.stringify([{ Config: `${hex}.json`, RepoTags: ['a:1'] }, { Config: `${'b'.repeat(64)}.json` }]), undefined),
  ).toEqual([
    { digest, names: ['docker.io/library/a:1'] },
    { digest: `sha256:${'b'.repeat(64)}`, names: [] },
  ])
  expect(readArchiveImages(undefined, '{"schemaVersion":2}')).toEqual([])
  expect(readArchiveImages('[]', undefined)).toEqual([])
})

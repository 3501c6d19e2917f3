import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { StateImages } from '../../../../src/state/cluster-state.ts'
import { readSnapshot, type Snapshot, writeSnapshot } from '../../../../src/state/snapshot/snapshot-file.ts'
import { makeFolder } from '../../../support/make-folder.ts'
import { mountSmallDisk } from '../../../support/small-disk.ts'

const snapshot: Snapshot = {
  header: { key: '0123456789abcdef', kubernetes: 'v1.37.2', createdAtMs: 1, by: '1.2.3' },
  state: {
    kubernetesVersion: 'v1.37.2',
    names: { cluster: 'web', nodes: ['web-control-plane'], endpoint: 'web-control-plane:6443', ca: 'CA' },
    objects: [{ key: '/registry/namespaces/shop', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } } }],
    files: [],
  },
}

const images: StateImages = {
  platform: 'linux/amd64',
  images: [{ name: 'docker.io/acme/shop:1', target: { mediaType: 'm', digest: 'sha256:1', text: '{}' } }],
  documents: [{ mediaType: 'm', digest: 'sha256:1', text: '{}' }],
  layers: [{ chain: 'sha256:2', parent: '' }],
}
const withImages = { ...snapshot, state: { ...snapshot.state, images } }

test('a snapshot is a file for its owner alone, in a folder that need not be there, and reads as it was written', async () => {
  const folder = await makeFolder()
  const path = join(folder, 'cache/web.state')
  const { sizeBytes } = await writeSnapshot(path, snapshot)
  expect(await readSnapshot(path)).toEqual(snapshot)
  expect(await stat(path)).toMatchObject({ size: sizeBytes })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(folder, 'cache'))).toEqual(['web.state'])
})

test('layers of images come back as they were, compressed meanwhile, and as often as they are opened', async () => {
  const path = join(await makeFolder(), 'web.state')
  const bytes = Buffer.concat([randomBytes(3_000_000), Buffer.alloc(5_000_000)])
  let told = 0
  const { sizeBytes } = await writeSnapshot(path, { ...withImages, pack: writing(bytes), onBytes: (read) => (told = read) })
  expect(told).toBe(bytes.length)
  expect(sizeBytes).toBeLessThan(3_100_000)
  const { layers, ...rest } = (await readSnapshot(path))!
  expect(rest).toEqual(withImages)
  for (const opened of [layers!.open(), layers!.open()]) expect((await buffer(opened)).equals(bytes)).toBe(true)
})

test.for([
  ['cut off in its layers', (bytes: Buffer) => bytes.subarray(0, -10), /^it is cut off$/],
  ['with more than it tells', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(3)]), /^it is too long$/],
  [
    'with a bit of its layers that has turned',
    (bytes: Buffer) => bytes.fill(bytes.at(-900)! ^ 1, bytes.length - 900, bytes.length - 899),
    /^it is damaged: its checksum is another one$/,
  ],
] as const)('one %s is refused, and the reason told', async ([, damage, why]) => {
  const path = join(await makeFolder(), 'web.state')
  await writeSnapshot(path, { ...withImages, pack: writing(randomBytes(1_000)) })
  await writeFile(path, damage(await readFile(path)))
  const error = await readSnapshot(path).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'KIND_STATE_UNUSABLE' })
  expect((error as Error).message.split(' cannot be put back: ')[1]?.split('\n')[0]).toMatch(why)
})

test('a file that is not there is none', async () => {
  expect(await readSnapshot(join(await makeFolder(), 'web.state'))).toBeUndefined()
})

test('one that cannot be written leaves nothing, and what was there before as it was', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, 'file'), '')
  await expect(writeSnapshot(join(folder, 'file/web.state'), snapshot)).rejects.toMatchObject({
    code: 'KIND_STATE_UNUSABLE',
    facts: { what: `the snapshot ${join(folder, 'file/web.state')} could not be written`, kept: 'nothing of it' },
  })
  expect(await readdir(folder)).toEqual(['file'])
})

test('where layers cannot be read to their end there is no file, and the reason is that of whoever read them', async () => {
  const folder = await makeFolder()
  const pack = async (into: Writable): Promise<void> => {
    await writing(randomBytes(200_000))(into)
    throw new Error('the node has gone')
  }
  await expect(writeSnapshot(join(folder, 'web.state'), { ...withImages, pack })).rejects.toThrow('the node has gone')
  expect(await readdir(folder)).toEqual([])
})

test('what a writer that was killed has left goes with the next one; what another is writing stays', async () => {
  const folder = await makeFolder()
  const [old, young, foreign] = ['web.state.0123abcd.part', 'web.state.89abcdef.part', 'other.state.0123abcd.part']
  for (const name of [old, young, foreign]) await writeFile(join(folder, name), '')
  for (const name of [old, foreign]) await utimes(join(folder, name), 1, 1)
  await writeSnapshot(join(folder, 'web.state'), snapshot)
  expect((await readdir(folder)).toSorted()).toEqual([foreign, 'web.state', young])
})

test.for([
  ['objects', { ...snapshot, state: { ...snapshot.state, files: [{ path: '/x', text: randomBytes(40_000).toString('hex') }] } }],
  // Without an end: whoever writes it hears that nobody takes it any more.
  ['images', { ...withImages, pack: writeOn }],
] as const)('a full disk is said, and nothing of it is left: while %s are written', async ([, large], { skip }) => {
  const disk = await mountSmallDisk('16k')
  if ('why' in disk) return skip(disk.why)
  const path = join(disk.path, 'web.state')
  const refused = async (kept: string): Promise<void> =>
    expect(writeSnapshot(path, large)).rejects.toMatchObject({
      code: 'KIND_DISK_FULL',
      facts: {
        what: `the snapshot ${path} could not be written`,
        seen: [expect.stringMatching(/^ENOSPC: no space left on device/)],
        why: 'the disk is full',
        do: `df -h ${disk.path} shows what room there is; or write it elsewhere`,
        kept,
      },
    })
  await refused('nothing of it')
  expect(await readdir(disk.path)).toEqual([])
  await writeSnapshot(path, snapshot)
  await refused('the file of that name that was there, as it was')
  expect(await readdir(disk.path)).toEqual(['web.state'])
  expect(await readSnapshot(path)).toEqual(snapshot)
})

function writing(bytes: Buffer): (into: Writable) => Promise<void> {
  return async (into) => {
    for (let at = 0; at < bytes.length; at += 65_536) if (!into.write(bytes.subarray(at, at + 65_536))) await once(into, 'drain')
  }
}

async function writeOn(into: Writable): Promise<void> {
  for (;;) await writing(randomBytes(65_536))(into)
}

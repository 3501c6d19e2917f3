import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { extract, type Header, pack } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { packTree } from '../../../../src/kube/pods/pack-tree.ts'
import { type Unpacked, unpackTree } from '../../../../src/kube/pods/unpack-tree.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unpack-tree-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

type Entry = Partial<Header> & { readonly name: string; readonly text?: string }

/** What is unpacked of an archive with these entries to `to`. */
async function unpack(to: string, ...entries: readonly Entry[]): Promise<Unpacked> {
  const archive = pack()
  for (const { text, ...header } of entries) archive.entry(header, text ?? '')
  archive.finalize()
  return feed(archive as AsyncIterable<Uint8Array>, to)
}

async function feed(source: AsyncIterable<Uint8Array>, to: string): Promise<Unpacked> {
  const archive = extract()
  const unpacking = unpackTree(archive, async () => to)
  const [unpacked] = await Promise.allSettled([unpacking, pipeline(source, archive)])
  if (unpacked.status === 'rejected') throw unpacked.reason
  return unpacked.value
}

test('a folder comes back as it went: modes, links, empty folders, bytes and long names', async () => {
  const folder = makeFolder()
  const source = join(folder, 'source')
  const long = 'ü'.repeat(120)
  mkdirSync(join(source, 'sub/empty'), { recursive: true, mode: 0o750 })
  writeFileSync(join(source, 'bytes'), Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256)))
  writeFileSync(join(source, 'sub/run.sh'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(join(source, long), '')
  symlinkSync('run.sh', join(source, 'sub/link'))
  const target = join(folder, 'target')
  await feed(await packTree(source, 'srv/data'), target)
  const [root] = readdirSync(target)
  const back = join(target, root!)
  expect(readFileSync(join(back, 'bytes'))).toEqual(readFileSync(join(source, 'bytes')))
  expect(readdirSync(back).toSorted()).toEqual(readdirSync(source).toSorted())
  expect(statSync(join(back, 'sub/empty')).mode & 0o777).toBe(0o750)
  expect(statSync(join(back, 'sub/run.sh')).mode & 0o777).toBe(0o755)
  expect(readlinkSync(join(back, 'sub/link'))).toBe('run.sh')
})

test('a read-only folder is filled before it is closed', async () => {
  const to = join(makeFolder(), 'to')
  await unpack(
    to,
    { name: './d', type: 'directory', mode: 0o555 },
    { name: './d/sub', type: 'directory', mode: 0o500 },
    { name: './d/sub/file', text: 'x' },
  )
  expect(readFileSync(join(to, 'sub/file'), 'utf8')).toBe('x')
  expect(statSync(to).mode & 0o777).toBe(0o555)
})

test('nothing is written beside its place', async () => {
  const folder = makeFolder()
  const to = join(folder, 'to')
  const outside = join(folder, 'outside')
  mkdirSync(outside)
  await expect(unpack(to, { name: 'd/../../outside/a', text: 'x' })).rejects.toThrow('leads out of its place by "d/../../outside/a"')
  await expect(unpack(to, { name: 'd/link', type: 'link', linkname: '../../outside' })).rejects.toThrow('leads out of its place')
  // A link of the same archive is made last: what is to be written through it makes a folder, and the link has no room.
  await unpack(join(folder, 'two'), { name: 'd/link', type: 'symlink', linkname: outside }, { name: 'd/link/a', text: 'x' }).catch(
    () => undefined,
  )
  // One that was there before.
  mkdirSync(to, { recursive: true })
  symlinkSync(outside, join(to, 'before'))
  await expect(unpack(to, { name: 'd/before/a', text: 'x' })).rejects.toThrow('leads out of its place')
  await unpack(to, { name: 'd/before', text: 'a file in place of the link' })
  // An absolute name counts from the place, too.
  await unpack(to, { name: '/d/etc', text: 'inside' })
  expect(readdirSync(outside)).toEqual([])
  expect(readdirSync(to).toSorted()).toEqual(['before', 'etc'])
})

test('a thing that is a link itself is told, and nothing is written', async () => {
  const to = join(makeFolder(), 'to')
  expect(await unpack(to, { name: './localtime', type: 'symlink', linkname: '/usr/share/zoneinfo/UTC' })).toEqual({
    entries: 0,
    link: '/usr/share/zoneinfo/UTC',
  })
  expect(existsSync(to)).toBe(false)
})

test('an archive that breaks off, and a place that cannot be', async () => {
  const folder = makeFolder()
  await expect(feed(cut(import.meta.filename), join(folder, 'to'))).rejects.toThrow('Unexpected end of data')
  writeFileSync(join(folder, 'file'), '')
  await expect(unpack(join(folder, 'file/to'), { name: 'd/a', text: 'x' })).rejects.toThrow(/EEXIST|ENOTDIR/)
  await expect(unpack('/proc/nowhere', { name: 'd/a', text: 'x' })).rejects.toThrow('ENOENT')
})

async function* cut(path: string): AsyncGenerator<Uint8Array, void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await packTree(path, 'file')) chunks.push(chunk)
  yield Buffer.concat(chunks).subarray(0, 700)
}

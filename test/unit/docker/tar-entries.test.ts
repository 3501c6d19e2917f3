import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { listTree, packEntries, type TarEntry } from '../../../src/docker/tar-entries.ts'

async function unpack(entries: readonly TarEntry[]): Promise<string[]> {
  const found: string[] = []
  const reader = extract()
  reader.end(await buffer(packEntries(entries)))
  for await (const entry of reader) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    const { name, type, mode, linkname } = entry.header
    found.push([type, mode.toString(8), name, linkname ?? Buffer.concat(chunks).toString()].join(' ').trim())
  }
  return found
}

async function makeTree(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-tree-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await mkdir(join(directory, 'bin'))
  await writeFile(join(directory, 'bin/program'), 'code')
  await chmod(join(directory, 'bin/program'), 0o750)
  await symlink('program', join(directory, 'bin/alias'))
  return directory
}

test('files, texts, links and their parent directories come out as git keeps them', async () => {
  const tree = await listTree(await makeTree(), 'usr')
  expect(await unpack([...tree, { path: 'etc/a/text', text: 'hello' }])).toEqual([
    'directory 755 usr',
    'directory 755 usr/bin',
    'symlink 777 usr/bin/alias program',
    'file 755 usr/bin/program code',
    'directory 755 etc',
    'directory 755 etc/a',
    'file 644 etc/a/text hello',
  ])
})

test('the umask of a checkout changes nothing', async () => {
  const directory = await makeTree()
  const before = await listTree(directory, '')
  await chmod(join(directory, 'bin'), 0o700)
  await chmod(join(directory, 'bin/program'), 0o775)
  expect(await listTree(directory, '')).toEqual(before)
})

test('what goes into a container that has its folders brings none, and the time of now', async () => {
  const mtime = new Date('2026-11-25T05:00:00Z')
  const reader = extract()
  reader.end(await buffer(packEntries([{ path: 'tmp/x', text: Buffer.from([0, 255]) }], { mtime, parents: false })))
  const found = []
  for await (const entry of reader) {
    found.push({ name: entry.header.name, mtime: entry.header.mtime, size: entry.header.size })
    entry.resume()
  }
  expect(found).toEqual([{ name: 'tmp/x', mtime, size: 2 }])
})

test('a file that cannot be read ends the archive with the reason', async () => {
  await expect(unpack([{ path: 'x', file: '/does/not/exist' }])).rejects.toThrow(/ENOENT.*\/does\/not\/exist/)
})

import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { listTree, packEntries, type TarEntry } from '../../../images/engine/tar-entries.ts'

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

test('files, texts, links and their parent directories come out as they went in', async () => {
  const tree = await listTree(await makeTree(), 'usr')
  expect(await unpack([...tree, { path: 'etc/a/text', text: 'hello' }])).toEqual([
    'directory 755 usr',
    'directory 755 usr/bin',
    'symlink 777 usr/bin/alias program',
    'file 750 usr/bin/program code',
    'directory 755 etc',
    'directory 755 etc/a',
    'file 644 etc/a/text hello',
  ])
})

test('a file that cannot be read ends the archive with the reason', async () => {
  await expect(unpack([{ path: 'x', file: '/does/not/exist' }])).rejects.toThrow(/ENOENT.*\/does\/not\/exist/)
})

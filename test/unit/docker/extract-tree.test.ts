// Archives that no tar of ours would make.
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Header, pack } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { extractTree } from '../../../src/docker/extract-tree.ts'

async function makeFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'extract-tree-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  return join(parent, 'inside')
}

async function makeArchive(...entries: [Partial<Header> & { name: string }, string?][]): Promise<Buffer> {
  const archive = pack()
  for (const [headers, content] of entries) archive.entry(headers, content ?? '')
  archive.finalize()
  return buffer(archive)
}

test('files and folders are written, and whatever a file lies in', async () => {
  const folder = await makeFolder()
  const archive = await makeArchive(
    [{ name: './', type: 'directory' }],
    [{ name: './pods/', type: 'directory' }],
    [{ name: './pods/a/0.log' }, 'first'],
    [{ name: 'b.log' }, 'second'],
  )
  expect(await extractTree(Readable.from([archive]), folder)).toEqual(['./pods/a/0.log', 'b.log'])
  expect(await readFile(join(folder, 'pods/a/0.log'), 'utf8')).toBe('first')
  expect(await readFile(join(folder, 'b.log'), 'utf8')).toBe('second')
})

test.for(['../outside', '/outside', 'pods/../../outside', '../inside-too/outside'])(
  'nothing is written outside of the folder: %s',
  async (name) => {
    const folder = await makeFolder()
    const target = name.startsWith('/') ? '/outside' : join(folder, name)
    expect(await extractTree(Readable.from([await makeArchive([{ name }, 'x'], [{ name: 'good.log' }, 'y'])]), folder)).toEqual([
      'good.log',
    ])
    await expect(access(target)).rejects.toThrow('ENOENT')
  },
)

test('links are left out, so that nothing is written through one either', async () => {
  const folder = await makeFolder()
  const archive = await makeArchive(
    [{ name: 'link', type: 'symlink', linkname: '..' }],
    [{ name: 'link/outside' }, 'x'],
    [{ name: 'hard', type: 'link', linkname: '/etc/passwd' }],
  )
  await extractTree(Readable.from([archive]), folder)
  expect(await readdir(join(folder, '..'))).toEqual(['inside'])
  expect(await readdir(folder)).toEqual(['link'])
})

test('an archive that ends too early is an error, and what was read stays', async () => {
  const folder = await makeFolder()
  const archive = await makeArchive([{ name: 'whole.log' }, 'x'.repeat(2000)], [{ name: 'half.log' }, 'y'.repeat(5000)])
  await expect(extractTree(Readable.from([archive.subarray(0, 4500)]), folder)).rejects.toThrow(/Unexpected end of data/i)
  expect(await readFile(join(folder, 'whole.log'), 'utf8')).toHaveLength(2000)
})

test('a stream that breaks is told as it is', async () => {
  const folder = await makeFolder()
  const archive = await makeArchive([{ name: 'half.log' }, 'y'.repeat(5000)])
  const broken = Readable.from(
    (function* () {
      yield archive.subarray(0, 2000)
      throw new Error('the engine went away')
    })(),
  )
  await expect(extractTree(broken, folder)).rejects.toThrow('the engine went away')
})

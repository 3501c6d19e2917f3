import { link, mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { restoreLinks } from '../../../images/components/restore-links.ts'

test('links that a copy made files of, or left out, are links again', async () => {
  const component = await mkdtemp(join(tmpdir(), 'links-'))
  onTestFinished(() => rm(component, { recursive: true }))
  const bin = join(component, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'etcd'), 'program')
  await writeFile(join(bin, 'copied'), 'program')
  await link(join(bin, 'etcd'), join(bin, 'hard'))
  await symlink('etcd', join(bin, 'right'))
  const links = ['copied', 'hard', 'right', 'absent']
  await restoreLinks({ programs: [{ file: 'etcd', source: '.', links }] }, component)
  expect((await readdir(bin)).toSorted()).toEqual([...links, 'etcd'].toSorted())
  for (const name of links) expect(await readlink(join(bin, name))).toBe('etcd')
})

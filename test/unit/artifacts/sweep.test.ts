// How long what is kept of tests stays: until the next run, and longer than the cluster.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { sweepAttachments } from '../../../src/artifacts/bundle/sweep-attachments.ts'
import { sweepBundles } from '../../../src/artifacts/bundle/sweep.ts'
import { removeFiles } from '../../../src/cluster/remove-files.ts'
import { parseClusterName } from '../../../src/config/cluster-name.ts'
import { makeDirectory } from '../../../src/support/make-directory.ts'
import { currentProcess, renderIdentity } from '../../../src/support/process-identity.ts'
import { areFilesOf } from '../../../src/verbs/leftovers/find-file-leftovers.ts'

const test = base.extend('folder', async ({}, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-sweep-'))
  onCleanup(() => rm(folder, { recursive: true }))
  return folder
})

async function plant(folder: string, bundle: string, run: object): Promise<void> {
  await makeDirectory(join(folder, 'web', bundle))
  await writeFile(join(folder, 'web', bundle, 'bundle.json'), JSON.stringify({ run: renderIdentity({ ...currentProcess(), ...run }) }))
}

test('a run begins without what runs before it have kept, and leaves alone what those have that live', async ({ folder }) => {
  await plant(folder, 'old-000001', { pid: 2 ** 22 + 1 })
  await plant(folder, 'mine-000002', {})
  await plant(folder, 'elsewhere-000003', { bootId: 'another', machine: 'another' })
  await makeDirectory(join(folder, 'web', 'of-somebody-000004'))
  await sweepBundles(folder)
  expect((await readdir(join(folder, 'web'))).toSorted()).toEqual(['elsewhere-000003', 'mine-000002', 'of-somebody-000004'])
  await sweepBundles(folder, { own: true })
  expect((await readdir(join(folder, 'web'))).toSorted()).toEqual(['elsewhere-000003', 'of-somebody-000004'])
})

test('with the last bundle of a cluster its page goes, and its folder when nothing else is there', async ({ folder }) => {
  await plant(folder, 'old-000001', { pid: 2 ** 22 + 1 })
  await writeFile(join(folder, 'web', 'index.html'), '')
  await sweepBundles(folder)
  expect(await readdir(folder)).toEqual([])
})

test('a cluster that goes takes its kubeconfig along and leaves what explains its tests', async ({ folder }) => {
  await plant(folder, 'mine-000002', {})
  for (const file of ['kubeconfig', 'index.html']) await writeFile(join(folder, 'web', file), '')
  await removeFiles(join(folder, 'web'))
  expect((await readdir(join(folder, 'web'))).toSorted()).toEqual(['index.html', 'mine-000002'])
  await rm(join(folder, 'web', 'mine-000002'), { recursive: true })
  await removeFiles(join(folder, 'web'))
  expect(await readdir(folder)).toEqual([])
  await removeFiles(join(folder, 'web'))
})

test('of what Vitest has copied, that goes which was of a folder that is gone; what others have attached stays', async ({ folder }) => {
  await plant(folder, 'mine-000002', {})
  const attachments = join(folder, 'attachments')
  await makeDirectory(attachments)
  const hash = '0f3c'.repeat(10)
  const names = [
    `-vitest-kind-web-mine-000002-pods-txt-${hash}.txt`,
    `-vitest-kind-web-old-000001-pods-txt-${hash}.txt`,
    `shot-${hash}.png`,
  ]
  for (const name of names) await writeFile(join(attachments, name), '')
  await sweepAttachments(attachments, folder)
  expect((await readdir(attachments)).toSorted()).toEqual([names[0], names[2]])
  await sweepAttachments(join(folder, 'nowhere'), folder)
})

test('to prune, the folder of a cluster that has nothing else in it is ours', async ({ folder }) => {
  await plant(folder, 'mine-000002', {})
  await writeFile(join(folder, 'web', 'index.html'), '')
  const web = parseClusterName('web')
  expect(await areFilesOf(join(folder, 'web'), web, [])).toBe(true)
  await writeFile(join(folder, 'web', 'notes.txt'), '')
  expect(await areFilesOf(join(folder, 'web'), web, [])).toBe(false)
})

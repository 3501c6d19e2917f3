import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readSnapshot, type Snapshot, writeSnapshot } from '../../../../src/state/snapshot/snapshot-file.ts'
import { makeFolder } from '../../../support/make-folder.ts'

const snapshot: Snapshot = {
  header: { key: '0123456789abcdef', kubernetes: 'v1.37.2', createdAtMs: 1, by: '1.2.3' },
  state: {
    kubernetesVersion: 'v1.37.2',
    names: { cluster: 'web', nodes: ['web-control-plane'], endpoint: 'web-control-plane:6443', ca: 'CA' },
    objects: [{ key: '/registry/namespaces/shop', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } } }],
    files: [],
  },
}

test('a snapshot is a file for its owner alone, in a folder that need not be there, and reads as it was written', async () => {
  const folder = await makeFolder()
  const path = join(folder, 'cache/web.state')
  const { sizeBytes } = await writeSnapshot(path, snapshot)
  expect(await readSnapshot(path)).toEqual(snapshot)
  expect(await stat(path)).toMatchObject({ size: sizeBytes })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(folder, 'cache'))).toEqual(['web.state'])
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

// Writing to it is answered as on a full disk.
test('a full disk is said', async () => {
  const folder = await makeFolder()
  const full = join(folder, 'full')
  const { execFileSync } = await import('node:child_process')
  const { mkdir } = await import('node:fs/promises')
  await mkdir(full)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', full], { stdio: 'ignore' })
  } catch {
    // Who may not mount has no full disk to show; the message is the same for all.
    return
  }
  onTestFinished(() => void execFileSync('umount', [full]))
  const large = {
    ...snapshot,
    state: { ...snapshot.state, files: [{ path: '/x', text: Array.from({ length: 40_000 }, (_, i) => i * 7919).join() }] },
  }
  await expect(writeSnapshot(join(full, 'web.state'), large)).rejects.toMatchObject({
    code: 'KIND_DISK_FULL',
    facts: { why: 'the disk is full' },
  })
  expect(await readdir(full)).toEqual([])
})

import { mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkKubeconfigFile } from '../../../../src/kube/kubeconfig/kubeconfig-file.ts'
import { makeFolder, runScript, slowly, whyNoMounts, whyNoOtherUser } from '../../../support/kubeconfig-places.ts'

/** Everything a check could leave behind. */
const look = async (folder: string): Promise<string> => (await runScript(folder, 'find . -printf "%p %m %T@ %C@ %i %s\\n" | sort')).stdout

test.each(['config', 'new', 'deep/er/config', 'link', 'to-nothing', 'empty'])(
  '%s can be used; to know it, nothing is changed',
  async (path) => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'config'), 'clusters: []\n')
    await writeFile(join(folder, 'empty'), '')
    await symlink('config', join(folder, 'link'))
    await symlink('nothing', join(folder, 'to-nothing'))
    const before = await look(folder)
    await checkKubeconfigFile(join(folder, path))
    expect(await look(folder)).toBe(before)
  },
)

test.each([
  ['a folder', 'folder', 'EISDIR'],
  ['a name that ends like a folder', 'new/', 'EISDIR'],
  ['a way through a file', 'list/config', 'ENOTDIR'],
  ['a way through a file to a folder', 'list/deep/config', 'ENOTDIR'],
  ['a way through a link that leads nowhere', 'nowhere/config', 'ENOENT'],
  ['links in a ring', 'ring', 'ELOOP'],
  ['a name too long', 'x'.repeat(300), 'ENAMETOOLONG'],
  ['a list', 'list', 'it is not a mapping'],
  ['no YAML', 'broken', '1:5  mapping values are not allowed in this context'],
  ['a Deployment', 'deployment', 'its apiVersion is "apps/v1", not v1'],
  ["kind's own configuration", 'kind', 'its apiVersion is "kind.x-k8s.io/v1alpha4", not v1'],
  ['lists that are none', 'mapping', 'its "users" is not a list'],
  ['bytes that are no text', 'bytes', 'it is not in UTF-8'],
  ['what a crash left', 'zeros', 'control characters are not allowed'],
])('refused, and nothing is changed: %s', async (_what, path, message) => {
  const folder = await makeFolder()
  await mkdir(join(folder, 'folder'))
  await symlink('gone', join(folder, 'nowhere'))
  await symlink('ring', join(folder, 'ring'))
  await writeFile(join(folder, 'list'), '- a\n')
  await writeFile(join(folder, 'broken'), 'a: b: c')
  await writeFile(join(folder, 'deployment'), 'apiVersion: apps/v1\nkind: Deployment\n')
  await writeFile(join(folder, 'kind'), 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n')
  await writeFile(join(folder, 'mapping'), 'users: {a: b}\n')
  await writeFile(join(folder, 'bytes'), Buffer.from('a: \xe9\n', 'latin1'))
  await writeFile(join(folder, 'zeros'), '\0\0\0\0')
  const before = await look(folder)
  await expect(checkKubeconfigFile(join(folder, path))).rejects.toThrow(message)
  await expect(checkKubeconfigFile(join(folder, path))).rejects.toMatchObject({ code: 'KIND_CONFIG_INVALID' })
  expect(await look(folder)).toBe(before)
})

test.each(['/proc/config', '/proc/deep/config'])('refused: %s, where nothing can be made', async (path) => {
  await expect(checkKubeconfigFile(path)).rejects.toMatchObject({ code: 'KIND_CONFIG_INVALID' })
})

test('what another user may not write is refused, and what he cannot read, too', slowly, async ({ skip }) => {
  const why = whyNoOtherUser()
  if (why !== undefined) skip(why)
  const folder = await makeFolder()
  await writeFile(join(folder, 'config'), '')
  await mkdir(join(folder, 'closed'))
  await mkdir(join(folder, 'secret'))
  const script = `chmod 755 . closed; chmod 700 secret; chmod 644 config
    change config,new,closed/new,closed/deep/new,secret/config check 65534`
  const { stderr } = await runScript(folder, script)
  expect(stderr.match(/EACCES: permission denied/g)).toHaveLength(5)
})

test('read-only mounts and files that may not be changed are refused to root, too', slowly, async ({ skip }) => {
  const why = await whyNoMounts()
  if (why !== undefined) skip(why)
  const folder = await makeFolder()
  await mkdir(join(folder, 'sub'))
  await writeFile(join(folder, 'sub/config'), '')
  const script = `mount --bind sub sub; mount -o remount,ro,bind sub; change sub/config,sub/new,sub/deep/new check`
  expect((await runScript(folder, script, { mounts: true })).stderr.match(/EROFS/g)).toHaveLength(3)
  const { code, stderr } = await runScript(folder, 'chattr +i sub/config && { change sub/config check; chattr -i sub/config; }')
  if (code === 0) expect(stderr).toContain('EPERM')
  const { code: grows, stderr: said } = await runScript(
    folder,
    'chattr +a sub/config && { change sub/config check; chattr -a sub/config; }',
  )
  if (grows === 0) expect(said).toContain('EPERM')
})

test('a lock that is held is waited for, and told; one that was left behind is not in the way, and stays', async () => {
  const folder = await makeFolder()
  const path = join(folder, 'config')
  await writeFile(`${path}.lock`, '')
  await expect(checkKubeconfigFile(path, { waitMs: 50 })).rejects.toThrow(`${path}.lock is held by another program`)
  await utimes(`${path}.lock`, 0, 0)
  await checkKubeconfigFile(path, { waitMs: 50 })
  expect((await stat(`${path}.lock`)).mtimeMs).toBe(0)
  expect(await readFile(`${path}.lock`, 'utf8')).toBe('')
})

import { link, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile, chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addToKubeconfigFile, removeFromKubeconfigFile } from '../../../../src/kube/kubeconfig/kubeconfig-file.ts'
import { entryOf, makeFolder, runScript, slowly, whyNoMounts, whyNoOtherUser } from '../../../support/kubeconfig-places.ts'

const prod = '# mine\nclusters:\n- name: prod # far away\n  cluster: {}\n'
const add = async (path: string): Promise<unknown> => addToKubeconfigFile(path, entryOf('kind-web'), { setCurrent: true })
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o7777

test('a link, a chain of links and a link to a place where nothing is yet: all stay, what they lead to changes', async () => {
  const folder = await makeFolder()
  await mkdir(join(folder, 'far'))
  const [file, second, first] = [join(folder, 'far/config'), join(folder, 'far/second'), join(folder, 'first')]
  await symlink('config', second)
  await symlink('far/second', first)
  await add(first)
  expect([await readlink(first), await readlink(second)]).toEqual(['far/second', 'config'])
  expect(await readFile(file, 'utf8')).toContain('name: kind-web')
  expect(await modeOf(file)).toBe(0o600)
  await add(first)
  expect(await removeFromKubeconfigFile(second, 'kind-web')).toBe(true)
  expect(await readFile(file, 'utf8')).not.toContain('kind-web')
  expect([await readdir(folder), await readdir(join(folder, 'far'))]).toEqual([
    ['far', 'first'],
    ['config', 'second'],
  ])
})

test('a link in a linked folder: ".." is the folder that the link leads to', async () => {
  const folder = await makeFolder()
  await mkdir(join(folder, 'a/b'), { recursive: true })
  await symlink('a/b', join(folder, 'linked'))
  await symlink('../config', join(folder, 'a/b/config'))
  await add(join(folder, 'linked/config'))
  expect(await readdir(join(folder, 'a'))).toEqual(['b', 'config'])
})

test('links in a ring are an error', async () => {
  const folder = await makeFolder()
  await symlink('b', join(folder, 'a'))
  await symlink('a', join(folder, 'b'))
  await expect(add(join(folder, 'a'))).rejects.toThrow('ELOOP')
})

test('a file with a second name keeps it', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, 'config'), prod)
  await link(join(folder, 'config'), join(folder, 'other'))
  await add(join(folder, 'config'))
  expect(await readFile(join(folder, 'other'), 'utf8')).toContain('kind-web')
  await removeFromKubeconfigFile(join(folder, 'config'), 'kind-web')
  expect(await readFile(join(folder, 'other'), 'utf8')).toContain('# far away')
})

test.each([0o600, 0o640, 0o400, 0o644, 0o660])('a file keeps its mode: %o', async (mode) => {
  const path = join(await makeFolder(), 'config')
  await writeFile(path, prod)
  await chmod(path, mode)
  // Root may write what says that it may not be written.
  if ((mode & 0o200) === 0 && process.getuid?.() !== 0) return expect(add(path)).rejects.toThrow('EACCES')
  await add(path)
  expect(await modeOf(path)).toBe(mode)
})

test('folders are made: ~/.kube as kubectl makes it, others for the user alone', async () => {
  const folder = await makeFolder()
  await add(join(folder, 'deep/er/config'))
  await add(join(folder, '.kube/config'))
  const umask = process.umask()
  expect(await modeOf(join(folder, 'deep'))).toBe(0o700)
  expect(await modeOf(join(folder, 'deep/er'))).toBe(0o700)
  expect(await modeOf(join(folder, '.kube'))).toBe(0o755 & ~umask)
  expect(await modeOf(join(folder, '.kube/config'))).toBe(0o600)
})

test('/dev/null takes it and stays what it is; nothing is in it', slowly, async ({ skip }) => {
  const folder = await makeFolder()
  // Root gets one of the test's own: who breaks this must not break the machine.
  const isRoot = process.getuid?.() === 0
  const path = isRoot ? join(folder, 'null') : '/dev/null'
  const { code, stderr } = await runScript(folder, isRoot ? 'mknod -m 666 null c 1 3 && : > null' : ':')
  if (code !== 0) skip(`no device can be made here: ${stderr.trim()}`)
  const before = await lstat(path)
  await add(path)
  expect(await removeFromKubeconfigFile(path, 'kind-web')).toBe(false)
  const { mode, ino, rdev } = await lstat(path)
  expect({ mode, ino, rdev }).toEqual({ mode: before.mode, ino: before.ino, rdev: before.rdev })
  await expect(stat(`${path}.lock`)).rejects.toThrow('ENOENT')
})

test.each(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', 'link'])(
  '%s is written to: a pipe, and the end of a file',
  slowly,
  async (path) => {
    const folder = await makeFolder()
    await symlink('/dev/stdout', join(folder, 'link'))
    const { stdout } = await runScript(folder, `change ${path} add | cat; echo before > log; change ${path} add >> log`)
    expect(stdout).toContain('- name: kind-web')
    expect(await readFile(join(folder, 'log'), 'utf8')).toBe(`before\n${stdout}`)
    expect(await readdir(folder)).toEqual(['link', 'log'])
  },
)

test('a FIFO is written through, also to a reader who comes late', slowly, async () => {
  const folder = await makeFolder()
  const script = `mkfifo fifo; change fifo check,add & cat fifo > read; wait; test -p fifo && ls`
  expect(await runScript(folder, script)).toEqual({ code: 0, stdout: 'fifo\nread\n', stderr: '' })
  expect(await readFile(join(folder, 'read'), 'utf8')).toContain('- name: kind-web')
})

test(
  'a single file that is mounted is written in place, and refused before the boot when it is mounted to be read',
  slowly,
  async ({ skip }) => {
    const why = await whyNoMounts()
    if (why !== undefined) skip(why)
    const folder = await makeFolder()
    await writeFile(join(folder, 'host'), prod)
    await writeFile(join(folder, 'config'), '')
    const script = 'mount --bind host config; change config check,add && cat config && change config remove && ls'
    const { stdout, stderr } = await runScript(folder, script, { mounts: true })
    expect(stdout).toMatch(/^# mine\n[^]*- name: kind-web\n[^]*config\nhost\n$/)
    expect(stderr).toBe('')
    expect(await readFile(join(folder, 'host'), 'utf8')).toBe(`${prod}contexts: []\nusers: []\ncurrent-context: ""\n`)
    const readOnly = 'mount --bind host config; mount -o remount,ro,bind config; change config check'
    expect(await runScript(folder, readOnly, { mounts: true })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('EROFS') as string,
    })
  },
)

test('a file that may be written, in a folder where nothing can be made, is written in place', slowly, async ({ skip }) => {
  const why = whyNoOtherUser()
  if (why !== undefined) skip(why)
  const folder = await makeFolder()
  await mkdir(join(folder, 'closed'))
  await writeFile(join(folder, 'closed/config'), prod)
  const script = 'chmod 711 . closed; chown 65534:65534 closed/config; change closed/config check,add 65534'
  expect(await runScript(folder, script)).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(await readFile(join(folder, 'closed/config'), 'utf8')).toContain('- name: kind-web')
  expect(await readdir(join(folder, 'closed'))).toEqual(['config'])
})

test('root leaves the file to whom it belongs; whoever may write it and cannot give it away writes in place', slowly, async ({ skip }) => {
  const why = whyNoOtherUser()
  if (why !== undefined) skip(why)
  const folder = await makeFolder()
  await writeFile(join(folder, 'config'), prod)
  const owners = 'stat -c "%u:%g %a" config'
  const script = `chown 1234:4321 config; chmod 640 config; change config add; ${owners}; chmod 666 config; chmod 777 .; change config remove 65534; ${owners}`
  expect(await runScript(folder, script)).toEqual({ code: 0, stdout: '1234:4321 640\n1234:4321 666\n', stderr: '' })
  expect(await readFile(join(folder, 'config'), 'utf8')).not.toContain('kind-web')
})

test('an ACL stays, and lets nobody else in', slowly, async ({ skip }) => {
  const folder = await makeFolder()
  const { code, stderr } = await runScript(folder, 'touch config && setfacl -m u:1234:r,g::- config')
  if (code !== 0) skip(`no ACLs here: ${stderr.trim()}`)
  const { stdout } = await runScript(folder, 'getfacl config > before; change config add; getfacl config | cmp - before && ls -l config')
  expect(stdout).toMatch(/^-rw-r-----\+/)
})

test('a full disk leaves the old content, also where it has to be written in place', slowly, async ({ skip }) => {
  const why = await whyNoMounts()
  if (why !== undefined) skip(why)
  const folder = await makeFolder()
  await mkdir(join(folder, 'small'))
  await writeFile(join(folder, 'config'), '')
  // Nearly a page, so that what is added needs another one.
  await writeFile(join(folder, 'old'), `${prod}#${'.'.repeat(4090 - prod.length)}`)
  const fill = 'mount -t tmpfs -o size=16k tmpfs small; cp old small/config; cat /dev/zero > small/full 2>/dev/null'
  const said = 'ENOSPC: no space left on device'
  // The second one is a mount: it cannot be replaced.
  const script = `${fill}; mount --bind small/config config; change small/config,config add; cmp small/config old && ls -A small`
  const { stdout, stderr } = await runScript(folder, script, { mounts: true })
  expect(stderr.split(said)).toHaveLength(3)
  expect(stdout).toBe('config\nfull\n')
  const check = await runScript(folder, `${fill}; change small/config,small/new check`, { mounts: true })
  expect(check.stderr.split(said)).toHaveLength(3)
})

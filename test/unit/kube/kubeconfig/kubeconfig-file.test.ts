import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { currentProcess, renderIdentity } from '../../../../src/support/process-identity.ts'
import { expect, onTestFinished, test } from 'vitest'
import {
  addToKubeconfigFile,
  checkKubeconfigFile,
  chooseKubeconfig,
  listKubeconfigs,
  removeFromKubeconfigFile,
} from '../../../../src/kube/kubeconfig/kubeconfig-file.ts'

const entry = (name: string): string =>
  JSON.stringify({
    clusters: [{ name, cluster: {} }],
    users: [{ name, user: {} }],
    contexts: [{ name, context: {} }],
    'current-context': name,
  })
const program = join(import.meta.dirname, '../../../support/change-kubeconfig.ts')

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-kubeconfig-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('twenty processes at once on one file lose nothing', { timeout: 180_000 }, async () => {
  const folder = await makeFolder()
  const file = join(folder, 'config')
  await writeFile(file, entry('prod'))
  for (let n = 0; n < 10; n++) await addToKubeconfigFile(file, entry(`old-${n}`), { setCurrent: false })
  const change = (name: string, how: string): Promise<unknown> => promisify(execFile)(process.execPath, [program, file, name, how])
  await Promise.all(Array.from({ length: 10 }, (_, n) => [change(`new-${n}`, 'add'), change(`old-${n}`, 'remove')]).flat())
  const { contexts } = parse(await readFile(file, 'utf8')) as { contexts: { name: string }[] }
  expect(contexts.map(({ name }) => name).toSorted()).toEqual([
    'new-0',
    'new-1',
    'new-2',
    'new-3',
    'new-4',
    'new-5',
    'new-6',
    'new-7',
    'new-8',
    'new-9',
    'prod',
  ])
  expect(await readdir(folder), 'neither lock nor half a file is left').toEqual(['config'])
})

test('a lock whose holder has died does not hold anybody up', async () => {
  const folder = await makeFolder()
  const file = join(folder, 'config')
  // Of a process of ours that is gone, and of a program that does not say whose it is.
  await writeFile(`${file}.lock`, `pid 999999999 on ${hostname()}\n${renderIdentity({ ...currentProcess(), pid: 999_999_999 })}`)
  await addToKubeconfigFile(file, entry('one'), { setCurrent: true })
  await writeFile(`${file}.lock`, '')
  await utimes(`${file}.lock`, 0, 0)
  await addToKubeconfigFile(file, entry('two'), { setCurrent: true })
  // Of one that is gone, and whose number another process has got since.
  await writeFile(`${file}.lock`, `pid ${process.pid} on ${hostname()}\n${renderIdentity({ ...currentProcess(), startTicks: 1 })}`)
  await addToKubeconfigFile(file, entry('three'), { setCurrent: true })
  expect(parse(await readFile(file, 'utf8'))).toMatchObject({ contexts: [{ name: 'one' }, { name: 'two' }, { name: 'three' }] })
})

test('a writer that is killed leaves a whole file, and the next one is not held up', { timeout: 180_000 }, async () => {
  const folder = await makeFolder()
  const file = join(folder, 'config')
  await addToKubeconfigFile(file, entry('prod'), { setCurrent: true })
  for (let round = 0; round < 5; round++) {
    const writer = spawn(process.execPath, [program, file, 'web', 'endless'], { stdio: ['ignore', 'pipe', 'inherit'] })
    // It writes again and again; how far it has got by now, nobody knows.
    await once(writer.stdout, 'data')
    writer.kill('SIGKILL')
    await once(writer, 'exit')
    expect((parse(await readFile(file, 'utf8')) as { contexts: { name: string }[] }).contexts).toContainEqual({ name: 'prod', context: {} })
    // A lock without a name on it is waited for 10 s.
    await addToKubeconfigFile(file, entry(`round-${round}`), { setCurrent: false })
  }
  expect(
    (parse(await readFile(file, 'utf8')) as { contexts: { name: string }[] }).contexts.filter(({ name }) => name.startsWith('round-')),
  ).toHaveLength(5)
})

test('what cannot be a kubeconfig is named at once, and not overwritten', async () => {
  const folder = await makeFolder()
  const file = join(folder, 'config')
  await writeFile(file, '- a list')
  await expect(addToKubeconfigFile(file, entry('one'), { setCurrent: true })).rejects.toThrow(
    `KIND_CONFIG_INVALID: the kubeconfig ${file} cannot be used: it is not a mapping`,
  )
  await expect(checkKubeconfigFile(file)).rejects.toThrow('it is not a mapping')
  await expect(removeFromKubeconfigFile(join(file, 'below'), 'one')).rejects.toThrow(
    `the kubeconfig ${join(file, 'below')} cannot be used: ENOTDIR`,
  )
  await mkdir(join(folder, 'a-folder'))
  await expect(addToKubeconfigFile(join(folder, 'a-folder'), entry('one'), { setCurrent: true })).rejects.toThrow('EISDIR')
  expect(await readFile(file, 'utf8')).toBe('- a list')
  expect(await readdir(folder), 'no lock is left').toEqual(['a-folder', 'config'])
})

test('it says which context was the current one', async () => {
  const file = join(await makeFolder(), 'config')
  expect(await addToKubeconfigFile(file, entry('one'), { setCurrent: false })).toBeUndefined()
  expect(await addToKubeconfigFile(file, entry('two'), { setCurrent: true })).toBe('one')
})

test("a new file is the user's alone, an old one keeps its mode, and a link stays a link", async () => {
  const folder = await makeFolder()
  const [file, link] = [join(folder, 'config'), join(folder, 'link')]
  await addToKubeconfigFile(file, entry('one'), { setCurrent: true })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await chmod(file, 0o640)
  await symlink(file, link)
  expect(await removeFromKubeconfigFile(link, 'one')).toBe(true)
  expect((await stat(file)).mode & 0o777).toBe(0o640)
  expect(parse(await readFile(file, 'utf8'))).toMatchObject({ contexts: [] })
})

test('a file that is not there has nothing to take out, and is not made', async () => {
  const folder = await makeFolder()
  expect(await removeFromKubeconfigFile(join(folder, 'config'), 'one')).toBe(false)
  expect(await readdir(folder)).toEqual([])
})

test('the files are those that kubectl reads; new entries go to the first that exists, else to the last', async () => {
  const folder = await makeFolder()
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [string, string, string]
  const list = `${a}::${b}:${a}:${c}`
  expect(listKubeconfigs({ list, home: '/home/me' })).toEqual([a, b, c])
  expect(listKubeconfigs({ home: '/home/me' })).toEqual(['/home/me/.kube/config'])
  expect(listKubeconfigs({ explicit: '/x', list })).toEqual(['/x'])
  expect(chooseKubeconfig({ list })).toBe(c)
  await writeFile(b, '')
  expect(chooseKubeconfig({ list })).toBe(b)
})

// What `clientcmd.NewDefaultPathOptions().GetDefaultFilename()` of k8s.io/client-go v0.34.2 says in a folder with the file b; where it says
// "", kind's rule holds: empty entries are none.
test.each([
  ['', '/home/me/.kube/config'],
  [':', '/home/me/.kube/config'],
  ['a', 'a'],
  ['a:b', 'b'],
  ['a::b', 'b'],
  ['b:', 'b'],
  ['a:', 'a'],
  [':a', 'a'],
  [' a', ' a'],
  ['a: b', ' b'],
  ['a:c', 'c'],
  ['~/x', '~/x'],
  ['a:a', 'a'],
])('KUBECONFIG=%s: what is added goes to %s', async (list, file) => {
  const folder = await makeFolder()
  await writeFile(join(folder, 'b'), '')
  const inFolder = (path: string): string => (path === '' || path.startsWith('/') ? path : join(folder, path.replace(/^(?= )/, './')))
  expect(chooseKubeconfig({ list: list.split(':').map(inFolder).join(':'), home: '/home/me' })).toBe(inFolder(file))
})

// The page of a boot that failed, in the folder of its evidence.
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { keepBootPage, renderLink } from '../../../src/verbs/keep-boot-page.ts'

const { spec } = resolveOptions({ name: 'web', workers: 1 }, 'a test')
const at = Date.UTC(2026, 10, 29, 20, 15, 4)

async function draw(directory: string): Promise<readonly string[]> {
  const action = (name: string, fromMs: number, toMs: number, state: 'finished' | 'failed') =>
    ({ action: name, startedAtMs: at + fromMs, endedAtMs: at + toMs, state }) as const
  return keepBootPage({
    spec,
    directory,
    packageVersion: '0.0.0',
    startedAtMs: at,
    listActions: () => [action('create-nodes', 0, 1_400, 'finished'), action('kubeadm-init', 1_400, 9_400, 'failed')],
  })({
    what: 'cluster "web" stopped in kubeadm-init after 9.4 s: kube-apiserver ends again and again',
    seen: ['last words of kube-apiserver on web-control-plane: Error: unknown flag: <--no-such-flag>'],
    why: 'the API server does not know a flag',
    do: 'look at apiServer.extraArgs',
  })
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-boot-page-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('it says what failed and why, and leads to the evidence; never to the way in', async () => {
  const directory = await makeFolder()
  await mkdir(join(directory, 'web-control-plane/pods'), { recursive: true })
  await writeFile(join(directory, 'web-control-plane/pods/etcd.log'), 'x'.repeat(3_400))
  await writeFile(join(directory, 'kubeadm-init.log'), 'said')
  await writeFile(join(directory, 'kubeconfig'), 'way in')
  expect(await draw(directory)).toEqual(['index.html'])
  const path = join(directory, 'index.html')
  const page = await readFile(path, 'utf8')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const words = page
    .replace(/^[^]*<body>/, '')
    .replaceAll(/<script>[^]*<\/script>|<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(`node ${process.versions.node}`, 'node N')
    .replace(/ The whole boot.*/, '')
  expect(words).toMatchInlineSnapshot(
    `" The cluster did not come up: kubeadm-init failed cluster web Kubernetes v1.37 nodes 2 began 2026-11-29 20:15:04 UTC took 9.4 s with vitest-kind 0.0.0, node N What failed kubeadm-init failed after 8.0 s, 1.4 s into the boot cluster &quot;web&quot; stopped in kubeadm-init after 9.4 s: kube-apiserver ends again and again What was seen last words of kube-apiserver on web-control-plane: Error: unknown flag: &lt;--no-such-flag&gt; Cause the API server does not know a flag What to do look at apiServer.extraArgs Files beside this page kubeadm-init.log 4 B web-control-plane/pods/ etcd.log 3.4 kB"`,
  )
  expect(page).toContain('href="./web-control-plane/pods/etcd.log"')
  expect(page).toContain('class="bar action failed"')
  expect(page).not.toContain('kubeconfig')
})

test('where nothing can be written there is none, and nothing fails', async () => {
  expect(await draw(join(await makeFolder(), 'not-there'))).toEqual([])
})

test('its links are those of pages, also where a folder ends with a backslash', () => {
  expect(renderLink('web-control-plane\\pods\\etcd.log', '\\')).toBe('web-control-plane/pods/etcd.log')
  expect(renderLink('odd\\name/etcd.log', '/')).toBe('odd\\name/etcd.log')
})

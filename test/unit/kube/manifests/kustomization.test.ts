import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { readKustomization } from '../../../../src/kube/manifests/kustomization.ts'
import { kustomizeHere } from '../../../../src/kube/manifests/kustomize.ts'
import { readManifests } from '../../../../src/kube/manifests/read-manifests.ts'

let root = ''
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

/** Files by their path below a folder of the test's own. */
async function write(files: Readonly<Record<string, string>>): Promise<string> {
  root = await mkdtemp(join(tmpdir(), 'kustomization-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

test('what building it reads is found, also outside of its folder, and no more', async () => {
  const folder = await write({
    'base/kustomization.yaml': 'resources: [app.yaml]',
    'base/app.yaml': 'kind: ConfigMap',
    'base/secret.yaml': 'kind: Secret',
    'overlays/test/kustomization.yml':
      'resources: [../../base]\ncomponents: [../../part]\npatches: [{ path: patch.yaml }]\nconfigMapGenerator: [{ name: a, files: [key=a.txt] }]\ntransformers: [labels.yaml]\nnamePrefix: node_modules',
    'overlays/test/patch.yaml': 'kind: ConfigMap',
    'overlays/test/a.txt': 'a',
    'overlays/test/labels.yaml': 'kind: PatchTransformer\npath: deep.yaml',
    'overlays/test/deep.yaml': 'x',
    'overlays/test/node_modules/big/index.js': '',
    'part/Kustomization': 'resources: [../overlays/test]',
  })
  const { files, remotes } = await readKustomization(join(folder, 'overlays/test'))
  expect(files.map((file) => relative(folder, file)).toSorted()).toEqual([
    'base/app.yaml',
    'base/kustomization.yaml',
    'overlays/test/a.txt',
    'overlays/test/deep.yaml',
    'overlays/test/kustomization.yml',
    'overlays/test/labels.yaml',
    'overlays/test/patch.yaml',
    'part/Kustomization',
  ])
  expect(remotes).toEqual([])
})

test.for(['https://github.com/acme/app//base?ref=v1', 'github.com/acme/app', 'git@github.com:acme/app.git', 'ssh://git@host/app'])(
  '%s would be fetched',
  async (remote) => {
    const folder = await write({ 'kustomization.yaml': `resources: ['${remote}']` })
    expect((await readKustomization(folder)).remotes).toEqual([`${join(folder, 'kustomization.yaml')}  ${remote}`])
  },
)

test('the kubectl of this machine builds it; what it says is told word for word, and without one nothing is built', async () => {
  const program = '#!/bin/sh\n[ "$2" = good ] && echo "kind: $1" && exit\necho "error: no $2" >&2\nexit 1\n'
  const folder = await write({ 'bin/kubectl': program, 'app/kustomization.yaml': '' })
  await chmod(join(folder, 'bin/kubectl'), 0o755)
  vi.stubEnv('PATH', `${join(folder, 'bin')}:/bin:/usr/bin`)
  expect(await kustomizeHere('good')).toBe('kind: kustomize\n')
  await expect(kustomizeHere('bad')).rejects.toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: the kustomization bad cannot be built
      error: no bad
      nothing was applied]
  `)
  vi.stubEnv('PATH', join(folder, 'app'))
  expect(await kustomizeHere('good')).toBeUndefined()
})

test('a folder with a kustomization stands for what is built of it', async () => {
  const folder = await write({ 'kustomization.yaml': 'resources: []', 'left-out.yaml': 'kind: Nothing' })
  const build = async (of: string): Promise<string> =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${of === folder ? 'built' : 'other'} }`
  for (const input of [folder, join(folder, 'kustomization.yaml')]) {
    const { manifests } = await readManifests(input, '/', build)
    expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['built'])
  }
})

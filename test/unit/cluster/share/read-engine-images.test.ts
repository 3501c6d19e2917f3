// What lies in a classic engine's store → the documents by which a node knows the image.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { keepsLayersUnpacked, readEngineImages } from '../../../../src/cluster/share/read-engine-images.ts'
import type { Volumes } from '../../../../src/cluster/share/open-volumes.ts'
import { chainIds } from '../../../../src/cluster/share/read-unpacked.ts'
import { parseEngineFacts } from '../../../../src/docker/engine-facts.ts'

const id = (letter: string): string => `sha256:${letter.repeat(64)}`
const config = JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [id('a'), id('b')] } })
const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`
const [lower = '', upper = ''] = chainIds([id('a'), id('b')])
const mark = '\n-- configuration '
const configs = `${mark}${digest}\n${config}${mark}`
const layers = `${lower} ${id('a')} 1f0c 4096\n${upper} ${id('b')} 2e9d-init 102400\n`

/** A store that answers with these. */
const store = (...answers: string[]): Pick<Volumes, 'run'> => ({ run: async () => answers.shift() ?? '' })
const read = (...answers: string[]) =>
  readEngineImages(store(...answers) as Volumes, [{ name: 'docker.io/acme/app:1', id: digest }], new AbortController().signal)

test('an image is described as the engine would save it, and its layers are where the engine has them', async () => {
  const { images, layers: found, packed } = await read(configs, layers)
  expect(packed).toEqual([])
  expect(found).toEqual([
    { chain: lower, parent: '', directory: 'overlay2/1f0c/diff' },
    { chain: upper, parent: lower, directory: 'overlay2/2e9d-init/diff' },
  ])
  const [{ name, target } = { name: '', target: undefined }] = images
  expect([name, target?.digest]).toEqual([
    'docker.io/acme/app:1',
    `sha256:${createHash('sha256')
      .update(target?.text ?? '')
      .digest('hex')}`,
  ])
  expect(JSON.parse(target?.text ?? '')).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', digest, size: config.length },
    layers: [
      { mediaType: 'application/vnd.docker.image.rootfs.diff.tar', digest: id('a'), size: 4096 },
      { mediaType: 'application/vnd.docker.image.rootfs.diff.tar', digest: id('b'), size: 102400 },
    ],
  })
})

test.for([
  [
    'a configuration that is another',
    [configs.replace('linux', 'linus'), layers],
    'has no configuration of docker.io/acme/app:1, or none with layers',
  ],
  ['no configuration', [`${mark}${digest}\n${mark}`, layers], 'has no configuration of docker.io/acme/app:1, or none with layers'],
  ['another layer', [configs, layers.replace(id('b'), id('c'))], `has another layer as ${upper}: ${id('c')}, not ${id('b')}`],
  ['a layer that is not there', [configs, layers.split('\n')[0] ?? ''], `has another layer as ${upper}: none, not ${id('b')}`],
] as const)('%s is not gone by', async ([, answers, message]) => {
  await expect(read(...answers)).rejects.toThrow(`the engine's store ${message}`)
})

test.for([
  ['Docker with overlayfs', { Driver: 'overlay2' }, true],
  ["containerd's store", { Driver: 'overlayfs' }, false],
  ['Podman', { Driver: 'overlay' }, false],
  ['users that are others on the host', { Driver: 'overlay2', SecurityOptions: ['name=userns'] }, false],
  ['no root', { Driver: 'overlay2', SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless'] }, false],
] as const)('%s: layers are linked, or sent', ([, info, isLinked]) => {
  const facts = parseEngineFacts({ NCPU: 2, MemTotal: 1, DockerRootDir: '/var/lib/docker', SystemTime: '', ...info })
  expect(keepsLayersUnpacked(facts)).toBe(isLinked)
})

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { LayerName, PreloadedImage } from '../../../images/node/plan-images.ts'
import { type LayerBlob, renderOciLayout } from '../../../images/node/oci-layout.ts'

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`
const blob = (name: string): LayerBlob => ({ file: `/tmp/${name}.tar`, digest: sha256(name), size: name.length })
const layers = { pause: blob('pause'), busybox: blob('busybox'), 'net-tools': blob('net-tools') } as Record<LayerName, LayerBlob>
const images: PreloadedImage[] = [
  { name: 'example.test/one:1', layers: ['pause'], entrypoint: ['/pause'] },
  { name: 'example.test/two:2', layers: ['pause', 'busybox', 'net-tools'], entrypoint: ['/bin/sh', '-c'] },
]
const { entries, chains } = renderOciLayout(images, layers, 'amd64')

/** A blob's text, found by the descriptor that names it. */
const read = ({ digest }: { digest: string }): Record<string, never> => {
  const found = entries.find(({ path }) => path === `blobs/${digest.replace(':', '/')}`)
  return JSON.parse(found !== undefined && 'text' in found ? found.text.toString() : 'null') as Record<string, never>
}
const index = JSON.parse((entries.find(({ path }) => path === 'index.json') as { text: string }).text) as {
  manifests: { digest: string; size: number; annotations: Record<string, string> }[]
}

test('containerd learns the full name of each image', () => {
  expect(index.manifests.map(({ annotations }) => annotations['io.containerd.image.name'])).toEqual([
    'example.test/one:1',
    'example.test/two:2',
  ])
})

test('an image leads from its manifest to its command and its layers, lowest first', () => {
  const manifest = read(index.manifests[1] ?? { digest: '' })
  expect(manifest).toMatchObject({
    schemaVersion: 2,
    layers: ['pause', 'busybox', 'net-tools'].map((name) => ({ digest: sha256(name), size: name.length })),
  })
  expect(read(manifest['config'] as unknown as { digest: string })).toMatchObject({
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: ['/bin/sh', '-c'] },
    rootfs: { type: 'layers', diff_ids: ['pause', 'busybox', 'net-tools'].map(sha256) },
  })
})

test('every blob lies under the digest of its content', () => {
  for (const entry of entries)
    if (entry.path.startsWith('blobs/') && 'text' in entry)
      expect(entry.path).toBe(`blobs/${sha256(entry.text.toString()).replace(':', '/')}`)
})

test('a layer that two images share is in the archive once', () => {
  const paths = entries.map(({ path }) => path)
  expect(new Set(paths).size).toBe(paths.length)
  expect(entries.filter((entry) => 'file' in entry).map((entry) => (entry as { file: string }).file)).toEqual([
    '/tmp/pause.tar',
    '/tmp/busybox.tar',
    '/tmp/net-tools.tar',
  ])
})

test('chain ids are those of the image-spec: a layer’s own digest, then hashes over chain and layer', () => {
  const second = sha256(`${sha256('pause')} ${sha256('busybox')}`)
  expect([...chains]).toEqual([
    [sha256('pause'), 'pause'],
    [second, 'busybox'],
    [sha256(`${second} ${sha256('net-tools')}`), 'net-tools'],
  ])
})

import { expect, test } from 'vitest'
import { parseImageIndex, parsePinned } from '../../../src/cluster/image-index.ts'

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`

// Columns and labels as ctr 2.4 prints them.
const images = `REF                           TYPE                                       DIGEST ${' '.repeat(60)}SIZE      PLATFORMS   LABELS
docker.io/acme/shop:1         application/vnd.oci.image.manifest.v1+json ${digest('a')} 6.1 MiB   linux/amd64 io.cri-containerd.image=managed
docker.io/acme/many:1         application/vnd.oci.image.index.v1+json    ${digest('c')} 6.1 MiB   linux/amd64,linux/arm64 io.cri-containerd.image=managed
`
const content = `DIGEST									SIZE	AGE		LABELS
${digest('a')}	401B	34 minutes	containerd.io/gc.ref.content.config=${digest('b')},containerd.io/gc.ref.content.l.0=${digest('9')}
${digest('b')}	1.2kB	34 minutes	containerd.io/gc.ref.snapshot.overlayfs=${digest('8')}
${digest('c')}	300B	2 days		containerd.io/gc.ref.content.m.0=${digest('d')},containerd.io/gc.ref.content.m.1=${digest('f')}
${digest('d')}	401B	2 days		containerd.io/gc.ref.content.config=${digest('e')}
`

test('an image is known by its manifest and by its configuration, which is the id of a classic engine', () => {
  expect([...parseImageIndex(images, content).get('docker.io/acme/shop:1')!]).toEqual([digest('a'), digest('b')])
})

test('an index is known by all manifests it names and the configurations of those that are here', () => {
  expect([...parseImageIndex(images, content).get('docker.io/acme/many:1')!]).toEqual([digest('c'), digest('d'), digest('f'), digest('e')])
})

test('nothing but images is taken for one', () => {
  expect([...parseImageIndex(images, content).keys()]).toEqual(['docker.io/acme/shop:1', 'docker.io/acme/many:1'])
  expect(parseImageIndex('', '').size).toBe(0)
})

test('what the node image brings is pinned; what was loaded over it no longer is', () => {
  const line = (name: string, labels: string): string =>
    `${name} application/vnd.oci.image.manifest.v1+json ${digest('a')} 82.5 MiB linux/amd64 ${labels} \n`
  const list = [
    line('registry.k8s.io/pause:3.10.2', 'io.cri-containerd.image=managed,io.cri-containerd.pinned=pinned'),
    line('docker.io/kindest/kindnetd:v1', 'io.cri-containerd.pinned=pinned'),
    line('docker.io/acme/shop:1', 'io.cri-containerd.image=managed'),
    line('docker.io/acme/odd:1', 'io.cri-containerd.pinned=pinned-not'),
    line('docker.io/acme/bare:1', '-'),
  ]
  expect([...parsePinned(list.join(''))]).toEqual(['registry.k8s.io/pause:3.10.2', 'docker.io/kindest/kindnetd:v1'])
})

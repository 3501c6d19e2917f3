// In which clusters nodes are given images of the first one.
import { expect, test } from 'vitest'
import { findWanted, shareImages } from '../../../src/boot/actions/share-images.ts'
import type { BootContext } from '../../../src/boot/action.ts'
import { parseImageIndex, parsePinned } from '../../../src/cluster/image-index.ts'
import { samplePlan } from '../../support/sample-plan.ts'

const newer = {
  reference: 'newer',
  id: 'sha256:1',
  kubernetesVersion: 'v1.37.2',
  pausesItself: true,
  hurries: ['namespaces', 'waits'],
} as const
const older = {
  reference: 'older',
  id: 'sha256:2',
  kubernetesVersion: 'v1.34.11',
  pausesItself: true,
  hurries: ['namespaces', 'waits'],
} as const

test.for([
  ['a cluster of one version shares none', [newer, newer], false],
  ['a worker of an older one is given them', [newer, older], true],
  ['a stock image, which holds them packed, gives none', [{ ...newer, pausesItself: false }, older], false],
] as const)('%s', ([, images, isGiven]) => {
  const plan = samplePlan({ workers: 1 }, { images })
  expect(shareImages.concerns?.({ plan } as BootContext)).toBe(isGiven)
})

test('an image that is being loaded at the same time is not waited for, nor given by half', () => {
  const list = (images: Readonly<Record<string, string>>): string =>
    Object.entries(images)
      .map(([name, labels]) => `${name} application/vnd.oci.image.index.v1+json sha256:${'a'.repeat(64)} 40 MiB linux/amd64 ${labels}`)
      .join('\n')
  const pinned = 'io.cri-containerd.pinned=pinned'
  const first = list({
    'registry.k8s.io/kube-proxy:v1.37.2': pinned,
    'registry.k8s.io/coredns/coredns:v1.14.2': pinned,
    'registry.k8s.io/kube-apiserver:v1.37.2': pinned,
    'docker.io/library/loading:1': '-',
    [`registry.k8s.io/kube-proxy@sha256:${'a'.repeat(64)}`]: pinned,
  })
  const second = list({ 'registry.k8s.io/kube-proxy:v1.34.11': pinned, 'registry.k8s.io/coredns/coredns:v1.14.2': pinned })
  expect(findWanted({ pinned: parsePinned(first) }, [{ index: parseImageIndex(second, '') }])).toEqual([
    'registry.k8s.io/kube-proxy:v1.37.2',
  ])
})

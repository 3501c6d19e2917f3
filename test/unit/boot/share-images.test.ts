// In which clusters nodes are given images of the first one.
import { expect, test } from 'vitest'
import { shareImages } from '../../../src/boot/actions/share-images.ts'
import type { BootContext } from '../../../src/boot/action.ts'
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

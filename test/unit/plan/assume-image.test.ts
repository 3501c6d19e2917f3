import { expect, test } from 'vitest'
import { assumeImage, describeAssumedVersions } from '../../../src/plan/assume-image.ts'

const known = 'sha256:07b2536e30b803ed61d1677a79df6115f798ce64c80f9e22f6ed45afd09323c0'
const other = `sha256:${'0'.repeat(64)}`

test.for([
  [null, '1.37', 'v1.37.0'],
  [null, '1.34', 'v1.34.11'],
  [null, '1.36.2', 'v1.36.2'],
  ['kindest/node:v1.30.6', '1.37', 'v1.30.6'],
  ['kindest/node:v1.30.6@sha256:' + '1'.repeat(64), '1.37', 'v1.30.6'],
  ['docker.io/kindest/node:v1.29.0', '1.37', 'v1.29.0'],
  ['localhost:5000/kindest/node:v1.36.4', '1.37', 'v1.36.4'],
  ['registry.example:443/mirror/kindest/node:v1.36.4-gpu', '1.37', 'v1.36.4'],
  ['kindest/node:v1.38.0-rc.1', '1.37', 'v1.38.0-rc.1'],
  ['vitest-kind/node:v1.37.2', '1.36', 'v1.37.2'],
  [`kindest/node@${known}`, '1.37', 'v1.35.8'],
  [`mirror.example/node:stable@${known}`, '1.37', 'v1.35.8'],
  // Only the digest counts for the engine.
  [`kindest/node:v1.30.0@${known}`, '1.37', 'v1.35.8'],
] as const)('%s beside version %s is Kubernetes %s', ([asked, version, expected]) => {
  const image = assumeImage(asked, version)
  expect(image).toMatchObject({ kubernetesVersion: expected })
  expect(describeAssumedVersions([image])).toEqual([])
})

test.for([
  `kindest/node@${other}`,
  'acme/node:latest',
  'acme/node',
  'acme/node:v2.31.4',
  'acme/node:1.2.3',

  'localhost:5000/node',
])('%s does not tell its version, and that is told', (asked) => {
  const image = assumeImage(asked, '1.36')
  expect(image).toMatchObject({ reference: asked, kubernetesVersion: 'v1.36.4', isVersionAssumed: true })
  expect(describeAssumedVersions([image, image])).toEqual([
    expect.stringContaining(`the Kubernetes version of ${asked} is known only when an engine has it: v1.36.4 is assumed`),
  ])
})

// What somebody else's tag counts is likely to be Kubernetes, and is not certain to be.
test.for([
  ['registry.example:443/mirror/node:v1.36.4', 'v1.36.4'],
  ['acme/node:1.31.4', 'v1.31.4'],
  ['acme/node:v1.31.4-gpu', 'v1.31.4'],
  ['acme/node:kube-v1.31.4_r2', 'v1.31.4'],
  ['acme/node:v1.31', 'v1.31.0'],
  ['acme/node:1.31-slim', 'v1.31.0'],
] as const)('%s is assumed to be %s', ([asked, kubernetesVersion]) => {
  expect(assumeImage(asked, '1.36')).toMatchObject({ kubernetesVersion, isVersionAssumed: true })
})

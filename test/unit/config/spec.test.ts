import { expect, test } from 'vitest'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { specDiff, specHash } from '../../../src/config/spec.ts'

const spec = resolveOptions({ name: 'web', workers: 1, labels: { suite: 'e2e' } }, 'a test').spec

test('the hash does not depend on the order of keys', () => {
  const shuffled = Object.fromEntries(Object.entries(spec).toReversed()) as typeof spec
  expect(specHash(shuffled)).toBe(specHash(spec))
})

test('a difference is told field by field', () => {
  const other = resolveOptions(
    { name: 'web', workers: 2, labels: { suite: 'smoke' }, networking: { podSubnet: '10.0.0.0/16' } },
    'a test',
  ).spec
  expect(specDiff(spec, other)).toMatchInlineSnapshot(`
    [
      "labels.suite: "e2e" → "smoke"",
      "networking.podSubnet: "10.244.0.0/16" → "10.0.0.0/16"",
      "nodes[2]: absent → {"role":"worker","image":null,"labels":{},"taints":null,"env":{},"memoryBytes":null,"cpus":null,"extraMounts":[],"extraPortMappings":[],"kubeadmConfigPatches":[],"kubeadmConfigPatchesJSON6902":[]}",
    ]
  `)
})

test('equal specs have no difference', () => {
  expect(specDiff(spec, structuredClone(spec))).toEqual([])
})

import { expect, test } from 'vitest'
import { mergeOptions } from '../../../src/config/merge-options.ts'

const document = {
  name: 'theirs',
  nodes: [{}, { role: 'worker' }],
  networking: { ipFamily: 'dual', apiServerPort: 6443 },
  featureGates: { A: true },
} as const

test('what is written beside a configuration wins, and networking field by field', () => {
  expect(
    mergeOptions(document, { config: 'kind.yaml', name: 'ours', featureGates: { B: true }, networking: { apiServerPort: 0 } }),
  ).toEqual({
    ...document,
    name: 'ours',
    featureGates: { B: true },
    networking: { ipFamily: 'dual', apiServerPort: 0 },
  })
})

test('counts beside a configuration say anew what nodes there are', () => {
  expect(mergeOptions(document, { workers: 3 })).toMatchObject({ workers: 3 })
  expect(mergeOptions(document, { workers: 3 })).not.toHaveProperty('nodes')
})

test('an empty list of nodes beside a configuration says nothing', () => {
  expect(mergeOptions(document, { nodes: [] })).toEqual(document)
})

test('an image beside a configuration is that of all its nodes, as with --image', () => {
  const nodes = [{ image: 'theirs:1' }, { role: 'worker', image: 'theirs:2', labels: { a: 'b' } }] as const
  expect(mergeOptions({ nodes }, { image: 'ours:1' })).toEqual({ image: 'ours:1', nodes: [{}, { role: 'worker', labels: { a: 'b' } }] })
  expect(mergeOptions({ nodes }, { version: '1.36' })).toEqual({ version: '1.36', nodes })
})

import { expect, test } from 'vitest'
import { mergeOptions } from '../../../src/config/merge-options.ts'

const document = { name: 'theirs', nodes: [{}, { role: 'worker' }], networking: { ipFamily: 'dual', apiServerPort: 6443 }, featureGates: { A: true } } as const

test('what is written beside a configuration wins, and networking field by field', () => {
  expect(mergeOptions(document, { config: 'kind.yaml', name: 'ours', featureGates: { B: true }, networking: { apiServerPort: 0 } })).toEqual({
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

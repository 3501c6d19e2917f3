import { expect, test } from 'vitest'
import { resolveOptions } from '../../../../src/config/resolve.ts'
import type { ClusterOptions } from '../../../../src/config/options.ts'
import { type PoolFacts, poolKey, spareName } from '../../../../src/state/pool/pool-key.ts'

function keyOf(options: ClusterOptions, facts: Partial<PoolFacts> = {}): string {
  const { spec, policy } = resolveOptions(options, 'a test')
  return poolKey({ spec, policy, imageIds: ['sha256:a'], manifests: [], packageVersion: '1.0.0', ...facts })
}

test('the same options have the same key, whatever the name and the policy', () => {
  expect(keyOf({ pool: 1 })).toBe(keyOf({ name: 'web', keepOnFailure: true, bootTimeout: 1 }))
})

test.each<[string, ClusterOptions, Partial<PoolFacts>]>([
  ['another node', { workers: 1 }, {}],
  ['another label', { labels: { suite: 'a' } }, {}],
  ['another image', { images: ['shop:test'] }, {}],
  ['the same tag, another image', {}, { imageIds: ['sha256:b'] }],
  ['another manifest', {}, { manifests: ['kind: List'] }],
  ['another release of ours', {}, { packageVersion: '1.0.1' }],
])('%s, another key', (_what, options, facts) => {
  expect(keyOf(options, facts)).not.toBe(keyOf({}))
})

test('a name from a key', () => {
  expect(spareName('0123456789ab', 2)).toBe('vitest-pool-012345-2')
})

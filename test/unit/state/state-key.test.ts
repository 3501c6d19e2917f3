import { expect, test } from 'vitest'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { type KeyInput, stateKey } from '../../../src/state/state-key.ts'

function keyOf(options: ClusterOptions, change: Partial<KeyInput> = {}): string {
  return stateKey({ spec: resolveOptions(options, 'a test').spec, images: ['sha256:1'], manifests: [], by: '1.0.0', ...change })
}

test('clusters that differ in name, labels and published ports alone have one key', () => {
  const keys = [
    keyOf({}),
    keyOf({ name: 'web' }),
    keyOf({ labels: { suite: 'e2e' } }),
    keyOf({ networking: { apiServerPort: 6443, apiServerAddress: '0.0.0.0' } }),
    keyOf({ nodes: [{ role: 'control-plane', extraPortMappings: [{ containerPort: 80, hostPort: 8080 }] }] }),
  ]
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]).toMatch(/^[0-9a-f]{16}$/)
})

test('everything else makes another key', () => {
  const keys = [
    keyOf({}),
    keyOf({ workers: 1 }),
    keyOf({ featureGates: { A: true } }),
    keyOf({ networking: { podSubnet: '10.1.0.0/16' } }),
    keyOf({ nodes: [{ role: 'control-plane', labels: { zone: 'a' } }] }),
    keyOf({ kubeadmConfigPatches: ['kind: ClusterConfiguration'] }),
    keyOf({}, { images: ['sha256:2'] }),
    keyOf({}, { manifests: [[{ kind: 'Namespace' }]] }),
    keyOf({}, { by: '1.0.1' }),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})

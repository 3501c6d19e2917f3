import { expect, test } from 'vitest'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { specDiff, specHash, withoutSecrets } from '../../../src/config/spec.ts'

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

test('what is shown of one holds no secret, and all the rest', () => {
  const options = {
    name: 'web',
    labels: { suite: 'e2e' },
    nodes: [{ role: 'control-plane', env: { API_TOKEN: 'hunter2', LEVEL: '3' } }] as const,
    containerdConfigPatches: [
      '[plugins."io.containerd.grpc.v1.cri".registry.configs."r.example".auth]\nusername = "me"\npassword = "hunter2"\n',
    ],
  }
  const other = resolveOptions(options, 'a test').spec
  const shown = withoutSecrets(other)
  expect(JSON.stringify(shown)).not.toContain('hunter2')
  expect(specDiff(shown, other)).toMatchInlineSnapshot(`
    [
      "containerdConfigPatches[0]: "[plugins.\\"io.containerd.grpc.v1.cri\\".registry.configs.\\"r.example\\".auth]\\nusername = \\"me\\"\\npassword = \\"[redacted]\\"\\n" → "[plugins.\\"io.containerd.grpc.v1.cri\\".registry.configs.\\"r.example\\".auth]\\nusername = \\"me\\"\\npassword = \\"hunter2\\"\\n"",
      "nodes[0].env.API_TOKEN: "[redacted]" → "hunter2"",
    ]
  `)
  expect(withoutSecrets(spec)).toEqual(spec)
})

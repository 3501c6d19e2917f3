// Keys and values of node labels that the kubelet takes or refuses (captured): ours are the same.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findOptionProblems } from '../../../src/config/schema/find-problems.ts'

const captured = join(import.meta.dirname, '../../../fixtures/captures/kubernetes/node-labels.json')
const { keys, values } = JSON.parse(readFileSync(captured, 'utf8')) as Record<'keys' | 'values', Record<string, string>>

test('the table is long enough to mean something', () => {
  expect(Object.keys(keys).length).toBeGreaterThan(150)
})

test.for(Object.entries(keys))('the key %j', ([key, why]) => {
  expect(findOptionProblems({ nodes: [{ labels: { [key]: 'v' } }] }), why).toHaveLength(why === '' ? 0 : 1)
})

test.for(Object.entries(values))('the value %j', ([value, why]) => {
  expect(findOptionProblems({ nodes: [{ labels: { k: value } }] }), why).toHaveLength(why === '' ? 0 : 1)
})

test.for([
  ['/nodeRegistration/kubeletExtraArgs/-', { name: 'node-labels', value: 'node-role.kubernetes.io/x=' }, 1],
  ['/nodeRegistration/kubeletExtraArgs/node-labels', 'a=b,k8s.io/x=y', 1],
  ['/nodeRegistration/kubeletExtraArgs', [{ name: 'node-labels', value: 'k8s.io/x=y' }], 1],
  ['/nodeRegistration', { kubeletExtraArgs: { 'node-labels': 'k8s.io/x=y' } }, 1],
  ['/nodeRegistration/kubeletExtraArgs/-', { name: 'node-labels', value: 'a=b' }, 0],
  ['/nodeRegistration/kubeletExtraArgs/-', { name: 'v', value: '4' }, 0],
] as const)('labels that a JSON patch adds at %s: %j', ([path, value, problems]) => {
  const patch = { kind: 'JoinConfiguration', patch: [{ op: 'add', path, value }] }
  const found = findOptionProblems({ kubeadmConfigPatchesJSON6902: [patch] })
  expect(found).toHaveLength(problems)
  for (const problem of found)
    expect(problem).toMatch(/^kubeadmConfigPatchesJSON6902\[0\]\.patch +node-labels: a node may not give itself this label/)
})

import { expect, test } from 'vitest'
import { patchDocuments } from '../../../../src/plan/kubeadm/patch-documents.ts'

const document = { apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'ClusterConfiguration', apiServer: { certSANs: ['localhost'] } }
const text = '- {op: add, path: /apiServer/certSANs/-, value: api.example.test}'

// As kind matches: nothing fits all, a version without its group is another API version.
test.for([
  ['', true],
  ['kubeadm.k8s.io/v1beta4', true],
  ['kubeadm.k8s.io/v1beta3', false],
  ['v1beta4', false],
] as const)('a JSON patch for API version "%s" fits: %s', ([apiVersion, fits]) => {
  const patched = patchDocuments([document], [{ merges: [], operations: [{ path: 'p', apiVersion, kind: 'ClusterConfiguration', text }] }])
  expect(patched.documents[0]).toHaveProperty('apiServer.certSANs', fits ? ['localhost', 'api.example.test'] : ['localhost'])
})

test.for([
  [undefined, true],
  ['', true],
  ['kubeadm.k8s.io/v1beta4', true],
  ['kubeadm.k8s.io/v1beta2', false],
] as const)('a merge patch for API version %s fits: %s', ([apiVersion, fits]) => {
  const patch = { kind: 'ClusterConfiguration', clusterName: 'a', ...(apiVersion !== undefined && { apiVersion }) }
  const patched = patchDocuments([document], [{ merges: [{ path: 'p', patch }], operations: [] }])
  expect(patched.documents[0]!['clusterName']).toBe(fits ? 'a' : undefined)
})

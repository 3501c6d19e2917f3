import { expect, test } from 'vitest'
import { mergeKubeadmPatch } from '../../../../src/plan/kubeadm/merge-kubeadm-patch.ts'

const newer = { apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'ClusterConfiguration' }
const older = { apiVersion: 'kubeadm.k8s.io/v1beta3', kind: 'ClusterConfiguration' }

// Both ways of writing arguments are read, whichever the document has: a configuration outlives the version of its image.
const asList = {
  apiServer: {
    extraArgs: [
      { name: 'v', value: '4' },
      { name: 'gone', value: null },
      { name: 'new', value: true },
    ],
  },
}
const asMap = { apiServer: { extraArgs: { v: '4', gone: null, new: true } } }

test.each([{ patch: asList }, { patch: asMap }])('arguments are merged name by name', ({ patch }) => {
  const document = {
    ...newer,
    apiServer: {
      extraArgs: [
        { name: 'v', value: '1' },
        { name: 'audit', value: 'a' },
        { name: 'gone', value: 'x' },
      ],
    },
  }
  expect(mergeKubeadmPatch(document, patch)).toEqual({
    ...newer,
    apiServer: {
      extraArgs: [
        { name: 'audit', value: 'a' },
        { name: 'v', value: '4' },
        { name: 'new', value: 'true' },
      ],
    },
  })
})

test.each([{ patch: asList }, { patch: asMap }])('an older kubeadm keeps its map', ({ patch }) => {
  const document = { ...older, apiServer: { extraArgs: { v: '1', audit: 'a', gone: 'x' } } }
  expect(mergeKubeadmPatch(document, patch)).toEqual({ ...older, apiServer: { extraArgs: { v: '4', audit: 'a', new: 'true' } } })
})

test('arguments where there were none', () => {
  expect(mergeKubeadmPatch(newer, { etcd: { local: { extraArgs: { v: 4 } } } })).toMatchObject({
    etcd: { local: { extraArgs: [{ name: 'v', value: '4' }] } },
  })
  expect(mergeKubeadmPatch(older, { etcd: { local: { extraArgs: { v: 4 } } } })).toMatchObject({
    etcd: { local: { extraArgs: { v: '4' } } },
  })
})

test("names for the API server's certificate are added to those that are there", () => {
  const document = { ...newer, apiServer: { certSANs: ['localhost'] } }
  expect(mergeKubeadmPatch(document, { apiServer: { certSANs: ['api.example', 'localhost'] } })).toMatchObject({
    apiServer: { certSANs: ['localhost', 'api.example'] },
  })
})

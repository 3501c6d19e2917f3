import { expect, test } from 'vitest'
import type { ClusterHandle } from '../../../../src/cluster/handle.ts'
import { requireNodes } from '../../../../src/vitest/worker/require-nodes.ts'

const cluster: ClusterHandle = {
  name: 'staging',
  kubernetesVersion: 'v1.36.2',
  nodes: [],
  labels: {},
  kubeconfig: '',
  kubeconfigPath: '/project/.vitest/kind/.existing-3fa9c1d2-12/kubeconfig',
  server: 'https://staging.example.com',
  adopted: true,
  timings: [],
}

test('what needs nodes says why it is not possible where there are none for us', () => {
  expect(() => requireNodes(cluster, 'loadImage')).toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_NOT_POSSIBLE: loadImage: the nodes of staging cannot be reached, it was there already and is known by its kubeconfig only
      do     skip this test on such a cluster: test.skipIf(…)]
  `)
  const booted: ClusterHandle = { ...cluster, nodes: [{ name: 'web-control-plane', role: 'control-plane', address: '172.18.0.2' }] }
  expect(requireNodes(booted, 'loadImage')).toBe(booted)
})

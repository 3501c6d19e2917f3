import { expect, test } from 'vitest'
import { findSnapshotter } from '../../../src/cluster/image-index.ts'

test.for([
  [
    'version 2',
    `version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]\nsnapshotter = "fuse-overlayfs"\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\nsnapshotter = ""\n`,
  ],
  [
    'version 4',
    `version = 4\n[plugins.'io.containerd.cri.v1.images']\nsnapshotter = 'fuse-overlayfs'\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]\nsnapshotter = ''\n`,
  ],
])("images are unpacked where the node's containerd has its pods: configuration of %s", ([, config]) => {
  expect(findSnapshotter(config!)).toBe('fuse-overlayfs')
})

test('a configuration that does not say means overlayfs', () => {
  expect(findSnapshotter('version = 3\n')).toBe('overlayfs')
})

import { expect, test } from 'vitest'
import type { Node } from '../../../../src/cluster/node.ts'
import { chooseImages } from '../../../../src/state/take/take-images.ts'

const node = (
  name: string,
  images: Readonly<Record<string, string>>,
  { pinned = [] as string[], added = [] as string[], snapshotter = 'overlayfs' } = {},
) => ({
  node: { name } as Node,
  index: new Map(Object.entries(images).map(([image, digest]) => [image, new Set([digest, `config of ${digest}`])])),
  pinned: new Set(pinned),
  added: new Set(added),
  snapshotter,
  readsItself: true,
})

const choose = (...nodes: ReturnType<typeof node>[]) => {
  const { taken, left } = chooseImages(nodes)
  return { taken: taken.map(({ node: { name }, names }) => `${name}: ${names.join(' ')}`), left }
}

test('what was loaded or pulled is taken, under each of its names; what the node image brings, and what containerd names itself, is not', () => {
  const images = { 'pause:3': '1', 'shop:1': '2', 'shop@sha256:2': '2', 'sha256:77': '2', 'import-2026-12-01@sha256:2': '2' }
  expect(choose(node('web-control-plane', images, { pinned: ['pause:3'] }))).toEqual({
    taken: ['web-control-plane: shop:1 shop@sha256:2'],
    left: [],
  })
})

test('of what several nodes have the first gives it, and the others what it lacks', () => {
  expect(choose(node('a', { 'shop:1': '1' }), node('b', { 'shop:1': '1', 'stock:1': '2' }), node('c', { 'shop:1': '1' }))).toEqual({
    taken: ['a: shop:1', 'b: stock:1'],
    left: [],
  })
})

test('what cannot be taken is said: two images of one name, and layers that are none of overlayfs', () => {
  expect(
    choose(node('a', { 'shop:1': '1' }), node('b', { 'shop:1': '2' }), node('c', { 'stock:1': '3' }, { snapshotter: 'fuse-overlayfs' })),
  ).toMatchInlineSnapshot(`
    {
      "left": [
        "of image shop:1 what a has is taken: b has another one of that name",
        "images of c are left out: its containerd unpacks them by fuse-overlayfs, not overlayfs",
      ],
      "taken": [
        "a: shop:1",
      ],
    }
  `)
})

test('what was loaded in place of what the node image brings is taken, and what it brings is not, whichever node was given it', () => {
  const brings = { pinned: ['proxy:1', 'pause:3'] }
  const first = node('a', { 'proxy:1': '1', 'pause:3': '9' }, { ...brings, added: ['9'] })
  expect(choose(first, node('b', { 'proxy:1': '1', 'pause:3': '2' }, { pinned: ['pause:3'] }))).toEqual({ taken: ['a: pause:3'], left: [] })
})

test('nodes with nothing of their own give nothing', () => {
  expect(choose(node('a', { 'pause:3': '1' }, { pinned: ['pause:3'] }))).toEqual({ taken: [], left: [] })
})

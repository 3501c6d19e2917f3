import { expect, test } from 'vitest'
import { fullImageName, isImageId } from '../../../src/plan/image-name.ts'

test.for([
  ['shop', 'docker.io/library/shop:latest'],
  ['shop:1', 'docker.io/library/shop:1'],
  ['acme/shop', 'docker.io/acme/shop:latest'],
  ['acme/deep/shop:1', 'docker.io/acme/deep/shop:1'],
  ['docker.io/library/shop:1', 'docker.io/library/shop:1'],
  ['localhost/shop', 'localhost/shop:latest'],
  ['localhost:5000/shop', 'localhost:5000/shop:latest'],
  ['registry.acme.example/shop:1', 'registry.acme.example/shop:1'],
  ['acme/shop@sha256:0a', 'docker.io/acme/shop@sha256:0a'],
])('%s is %s in a node', ([name, full]) => {
  expect(fullImageName(name!)).toBe(full)
})

test('an image may be named by its id, or the first digits of it', () => {
  const id = `sha256:${'0123456789abcdef'.repeat(4)}`
  for (const name of [id, id.slice(7), id.slice(7, 19)]) expect(isImageId(name, id)).toBe(true)
  for (const name of ['0123456:1', 'shop', '0123', 'fedcba9876']) expect(isImageId(name, id)).toBe(false)
})

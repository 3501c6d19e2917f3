import { expect, test } from 'vitest'
import { fullImageName, isImageId, parseImageReference } from '../../../src/support/image-reference.ts'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

test.for([
  ['shop', 'docker.io/library/shop:latest'],
  ['shop:1', 'docker.io/library/shop:1'],
  ['acme/shop', 'docker.io/acme/shop:latest'],
  ['acme/deep/shop:1', 'docker.io/acme/deep/shop:1'],
  ['docker.io/library/shop:1', 'docker.io/library/shop:1'],
  ['docker.io/nginx:1', 'docker.io/library/nginx:1'],
  ['docker.io/nginx', 'docker.io/library/nginx:latest'],
  ['index.docker.io/nginx:1', 'docker.io/library/nginx:1'],
  ['docker.io/acme/shop:1', 'docker.io/acme/shop:1'],
  ['localhost/shop', 'localhost/shop:latest'],
  ['localhost:5000/shop', 'localhost:5000/shop:latest'],
  ['[::1]:5000/shop:1', '[::1]:5000/shop:1'],
  ['Registry/shop:1', 'Registry/shop:1'],
  ['registry.acme.example/shop:1', 'registry.acme.example/shop:1'],
  ['registry.acme.example:443/team/shop', 'registry.acme.example:443/team/shop:latest'],
  ['shop:Release_1.0-rc.1', 'docker.io/library/shop:Release_1.0-rc.1'],
  [`acme/shop@${digest}`, `docker.io/acme/shop@${digest}`],
  [`docker.io/nginx:1@${digest}`, `docker.io/library/nginx:1@${digest}`],
  [`localhost:5000/shop:1@${digest}`, `localhost:5000/shop:1@${digest}`],
])('%s is %s in a node', ([name, full]) => {
  expect(fullImageName(name!)).toBe(full)
  // A full name is its own.
  expect(fullImageName(full!)).toBe(full)
})

test('an image reference is taken apart', () => {
  expect(parseImageReference(`localhost:5000/team/shop:v1@${digest}`)).toEqual({
    registry: 'localhost:5000',
    repository: 'team/shop',
    tag: 'v1',
    digest,
  })
  expect(parseImageReference('nginx')).toEqual({ registry: 'docker.io', repository: 'library/nginx', tag: undefined, digest: undefined })
})

test.for([
  ['', 'has no name'],
  [`@${digest}`, 'has no name'],
  ['Shop:1', 'capital letters'],
  ['acme/Shop', 'capital letters'],
  ['shop:', 'not a tag'],
  ['shop:a b', 'not a tag'],
  [`shop:${'a'.repeat(129)}`, 'not a tag'],
  ['shop@sha256:0a', 'not a digest'],
  [`shop@${digest.toUpperCase()}`, 'not a digest'],
  [`shop@${digest}@${digest}`, 'more than one "@"'],
  ['https://ghcr.io/acme/shop', 'not'],
  ['acme//shop', 'not the name'],
  ['acme/shop/', 'not the name'],
  ['-shop', 'not the name'],
  ['shop..a', 'not the name'],
  ['shop:1\n', 'not a tag'],
  ['${IMAGE}', 'not the name'],
  [digest.slice(7), 'id of an image'],
  [`registry.example/${'a'.repeat(255)}`, 'longer than 255'],
])('%j is no name of an image, and stays as it is', ([text, why]) => {
  expect(parseImageReference(text!)).toContain(why)
  expect(fullImageName(text!)).toBe(text)
})

test('an image may be named by its id, or the first digits of it', () => {
  for (const name of [digest, digest.slice(7), digest.slice(7, 19)]) expect(isImageId(name, digest)).toBe(true)
  for (const name of ['0123456:1', 'shop', '0123', 'fedcba9876']) expect(isImageId(name, digest)).toBe(false)
})

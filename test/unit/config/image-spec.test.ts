import { expect, test } from 'vitest'
import { resolveImage } from '../../../src/config/image-spec.ts'
import { findOptionProblems } from '../../../src/config/schema/find-problems.ts'

test.for(['shop:test', 'localhost:5000/shop', 'busybox', 'shop.tar.example/x:1'])('%s is a name', (source) => {
  expect(resolveImage(source)).toEqual({ reference: source })
})

test.for([
  '/tmp/shop',
  './shop',
  '../shop.image',
  '.\\shop',
  'C:\\work\\shop',
  'c:/work/shop',
  'shop.tar',
  'shop.tar.gz',
  'out/shop.tgz',
  'shop.tar.zst',
])('%s is a path', (source) => {
  expect(resolveImage(source)).toEqual({ archive: source })
})

test('a build has a name that is the same for the same options', () => {
  expect(resolveImage({ build: '/work/My App' })).toEqual({
    build: { folder: '/work/My App', dockerfile: 'Dockerfile', args: {}, tag: expect.stringMatching(/^localhost\/my-app:[0-9a-f]{6}$/) },
  })
  expect(resolveImage({ build: '/work/My App', dockerfile: 'Dockerfile' })).toEqual(resolveImage({ build: '/work/My App' }))
  expect(resolveImage({ build: '/work/My App', args: { a: '1' } })).not.toEqual(resolveImage({ build: '/work/My App' }))
  expect(resolveImage({ build: '/', tag: 'root:1', target: 'debug' })).toEqual({
    build: { folder: '/', dockerfile: 'Dockerfile', args: {}, target: 'debug', tag: 'root:1' },
  })
})

test('what cannot be an image is told by its place', () => {
  const images = [
    { bild: './app' },
    { build: './app', dockerFile: 'x' },
    3,
    { build: './app', tag: 'UPPER' },
    'UPPER',
    { build: '' },
    './x',
  ]
  expect(findOptionProblems({ images }).join('\n')).toMatchInlineSnapshot(`
    "images[0]             {"bild":"./app"}: neither a name, nor the path of an archive, nor { build: … }
    images[1].dockerFile  unknown option; did you mean dockerfile?
    images[2]             3: neither a name, nor the path of an archive, nor { build: … }
    images[5].build       empty
    images[3].tag         "UPPER": "library/UPPER" has capital letters, which the name of an image may not
    images[4]             "UPPER": "library/UPPER" has capital letters, which the name of an image may not"
  `)
})

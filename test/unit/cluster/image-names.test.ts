import { expect, test } from 'vitest'
import { importedImageName, nodeImageName, savedImageName } from '../../../src/cluster/image-names.ts'
import { readToldNames } from '../../../src/docker/images/told-names.ts'
import { judgeImage } from '../../../src/cluster/load-images.ts'

const digest = `sha256:${'d'.repeat(64)}`
const id = `sha256:${'1'.repeat(64)}`

// As containerd's CRI plugin looks for the image of a pod (distribution/reference ParseDockerRef).
test.for([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:latest', 'docker.io/library/nginx:latest'],
  ['docker.io/nginx:1', 'docker.io/library/nginx:1'],
  ['index.docker.io/nginx:1', 'docker.io/library/nginx:1'],
  ['docker.io/library/nginx:1', 'docker.io/library/nginx:1'],
  ['acme/shop:1', 'docker.io/acme/shop:1'],
  ['localhost/x', 'localhost/x:latest'],
  ['localhost:5000/x', 'localhost:5000/x:latest'],
  ['localhost:5000/x:2', 'localhost:5000/x:2'],
  [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
  [`nginx:1@${digest}`, `docker.io/library/nginx@${digest}`],
  [`ghcr.io/acme/shop:1@${digest}`, `ghcr.io/acme/shop@${digest}`],
] as const)('a pod that asks for %s finds %s, which is what is saved and looked for', ([reference, name]) => {
  expect(nodeImageName(reference)).toBe(name)
  expect(savedImageName(reference, { id, tags: [] })).toBe(name)
  expect(judgeImage(new Map([[name, new Set([id])]]), { name: nodeImageName(reference), digests: [id], askedById: false })).toBe('present')
})

test.for([[id], [id.slice(7)], [id.slice(7, 19)]])('an id stays one: %s', ([reference]) => {
  expect(savedImageName(reference!, { id, tags: [] })).toBe(reference)
})

// As Podman 4.3.1 tells them of what was built or loaded there, and of what was pulled.
test.for([
  ['acme/shop:1', ['localhost/acme/shop:1'], 'localhost/acme/shop:1'],
  ['shop', ['localhost/shop:latest'], 'localhost/shop:latest'],
  ['nginx:1', ['docker.io/library/nginx:1'], 'docker.io/library/nginx:1'],
  ['nginx:1', ['localhost/nginx:1', 'docker.io/library/nginx:1'], 'docker.io/library/nginx:1'],
  ['shop:1', ['localhost/shop:2'], 'docker.io/library/shop:1'],
] as const)('Podman is asked to save %s, which it calls %s, as %s', ([reference, tags, saved]) => {
  expect(savedImageName(reference, { id, tags })).toBe(saved)
})

test('names that Podman tells are read as Docker writes them', () => {
  const told = [
    'localhost/vitest-kind/node:v1.37.2',
    'docker.io/kindest/node:v1.37.0',
    'docker.io/library/nginx:1',
    'ghcr.io/a/b:1',
    '<none>:<none>',
  ]
  expect(readToldNames(told)).toEqual(['vitest-kind/node:v1.37.2', 'kindest/node:v1.37.0', 'nginx:1', 'ghcr.io/a/b:1'])
  expect(readToldNames(null)).toEqual([])
})

test('what has no name gets one by its content that no registry has', () => {
  expect(importedImageName(id)).toBe('localhost/imported:111111111111')
})

const byId = { name: importedImageName(id), digests: [id], askedById: true }
const known = (...names: string[]): ReadonlyMap<string, ReadonlySet<string>> => new Map(names.map((name) => [name, new Set([id])]))

test.for([
  ['nothing', known(), byId, 'missing'],
  ['any name that a pod can use', known('docker.io/acme/shop:1'), byId, 'present'],
  ["only an import's date and an id", known(`import-2026-11-25@${digest}`, id), byId, { from: `import-2026-11-25@${digest}` }],
  [
    'another image of that name',
    new Map([['docker.io/acme/shop:1', new Set([digest])]]),
    { ...byId, name: 'docker.io/acme/shop:1', askedById: false },
    'missing',
  ],
  [
    'another name',
    known('docker.io/acme/shop:2'),
    { ...byId, name: 'docker.io/acme/shop:1', askedById: false },
    { from: 'docker.io/acme/shop:2' },
  ],
] as const)('a node that has %s', ([, index, image, verdict]) => {
  expect(judgeImage(index, image)).toEqual(verdict)
})

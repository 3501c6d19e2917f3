import { expect, test } from 'vitest'
import { checkManifests, parseManifests } from '../../../src/kube/manifests.ts'
import { readManifests } from '../../../src/kube/read-manifests.ts'

const samples = new URL('../../../fixtures/manifests/', import.meta.url)
const base = new URL('.', samples).pathname

async function namesOf(input: Parameters<typeof readManifests>[0]): Promise<string[]> {
  return (await readManifests(input, base)).map(({ object, source }) => `${object.kind} ${object.metadata.name} (${source})`)
}

test('a folder stands for its YAML and JSON files by name, lists are taken apart, empty documents left out', async () => {
  expect(await namesOf('folder')).toEqual([
    'ConfigMap settings (1-settings.yaml, item 1)',
    'ConfigMap more-settings (1-settings.yaml, item 2)',
    'Deployment web (2-web.yml, document 1)',
    'Service web (2-web.yml, document 3)',
    'ServiceAccount web (3-account.json)',
  ])
})

test('a file is found by relative path, absolute path and URL alike', async () => {
  const byName = await namesOf('custom-kind.yaml')
  expect(byName).toHaveLength(3)
  expect(await namesOf(`${base}custom-kind.yaml`)).toEqual(byName)
  expect(await namesOf(new URL('custom-kind.yaml', samples))).toEqual(byName)
  expect(await namesOf(new URL('custom-kind.yaml', samples).href)).toEqual(byName)
})

test('text is told from a path by a line break, a colon and space, or a bracket', async () => {
  expect(await namesOf('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }')).toEqual(['ConfigMap a (the YAML given)'])
  expect(await namesOf('{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}')).toEqual(['ConfigMap a (the YAML given)'])
  expect(await namesOf('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}')).toEqual(['ConfigMap a (the YAML given)'])
})

test('what is neither says how both readings fail', async () => {
  await expect(readManifests('web.yml', base)).rejects.toThrow(`KIND_CONFIG_INVALID: "web.yml" cannot be applied
  seen   read as a path: nothing is at ${base}web.yml
  seen   read as YAML: it has neither a line break nor ": "`)
})

test('a web address is not fetched, and the error says so', async () => {
  await expect(readManifests('https://example.com/crds.yaml', base)).rejects.toThrow('nothing is downloaded here')
})

test('a folder without manifests is a mistake', async () => {
  await expect(readManifests('..', base)).rejects.toThrow('the folder holds no *.yaml, *.yml or *.json file')
})

test('all mistakes of a file are told at once, each with its line and column', async () => {
  await expect(readManifests('broken.yaml', base)).rejects.toThrow(`KIND_CONFIG_INVALID: broken.yaml cannot be applied, it has 3 mistakes
  seen   broken.yaml:5:3: Map keys must be unique
  seen   broken.yaml:7:1: Flow map in block collection must be sufficiently indented and end with a }
  seen   broken.yaml:11:1: Tabs are not allowed as indentation`)
})

test('documents that are no objects are told by what they lack', async () => {
  await expect(readManifests('incomplete.yaml', base)).rejects.toThrow(`KIND_CONFIG_INVALID: incomplete.yaml cannot be applied, it has 3 mistakes
  seen   incomplete.yaml, document 1: apiVersion is missing (kind: ConfigMap)
  seen   incomplete.yaml, document 2: metadata.name is missing (kind: ConfigMap)
  seen   incomplete.yaml:7:1: a mapping with apiVersion and kind is expected`)
})

test('YAML means what it means to kubectl', () => {
  const [manifest] = parseManifests(`
apiVersion: v1
kind: ConfigMap
metadata: { name: a, labels: &common { team: web } }
copy: { <<: *common, more: yes }
mode: 0644
day: 2026-11-24
time: 22:30
version: 1.10
hash: "1e3"
`, 'a.yaml')
  expect(manifest?.object).toMatchObject({ copy: { team: 'web', more: true }, mode: 0o644, day: '2026-11-24', time: '22:30', version: 1.1, hash: '1e3' })
})

test('objects and lists of a typed kind are taken as they are', () => {
  const pod = { metadata: { name: 'a' } }
  expect(checkManifests([{ apiVersion: 'v1', kind: 'PodList', items: [pod] }])).toEqual([
    { object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, source: 'the object given, item 1' },
  ])
  expect(() => checkManifests([pod, 'text', null])).toThrow(`KIND_CONFIG_INVALID: the objects given cannot be applied, it has 3 mistakes
  seen   object 1 of 3: apiVersion and kind are missing
  seen   object 2 of 3: a mapping with apiVersion and kind is expected
  seen   object 3 of 3: a mapping with apiVersion and kind is expected`)
})

test('nothing at all is nothing to apply', () => {
  expect(parseManifests('\n', 'a.yaml')).toEqual([])
  expect(parseManifests('# only a comment\n---\n', 'a.yaml')).toEqual([])
})

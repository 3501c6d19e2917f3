import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkManifests, parseManifests } from '../../../../src/kube/manifests/manifests.ts'
import { readManifests } from '../../../../src/kube/manifests/read-manifests.ts'

const samples = new URL('../../../../fixtures/manifests/', import.meta.url)
const base = new URL('.', samples).pathname
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

async function namesOf(input: Parameters<typeof readManifests>[0]): Promise<string[]> {
  return (await readManifests(input, base)).manifests.map(({ object, source }) => `${object.kind} ${object.metadata.name} (${source})`)
}

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'vitest-kind-manifests-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
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

test('a file in UTF-16, as PowerShell writes it, or with a byte order mark is read like any other', async () => {
  const text = '\uFEFFapiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: ü\r\n'
  const folder = folderOf({
    'a.yaml': Buffer.from(text, 'utf8'),
    'b.yaml': Buffer.from(text, 'utf16le'),
    'c.yaml': Buffer.from(text, 'utf16le').swap16(),
    'd.yaml': Buffer.from(text.slice(1), 'latin1'),
    'e.yaml/not-a-manifest.txt': '',
  })
  const { manifests, notices } = await readManifests(folder, base)
  expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['ü', 'ü', 'ü', '\uFFFD'])
  expect(notices).toEqual(['d.yaml  is not UTF-8: what could not be read became \uFFFD'])
})

test('nothing at all is nothing to apply', async () => {
  for (const nothing of [
    '\n',
    ' \r\n\t\n',
    '---\n',
    '---',
    '# only a comment',
    '# only a comment\n---\n---\n',
    'null\n',
    [],
    { apiVersion: 'v1', kind: 'List' },
  ])
    expect(await readManifests(nothing, base)).toMatchObject({ manifests: [], notices: [] })
})

test.for<[name: string, input: unknown, problem: string]>([
  ['nothing', undefined, 'undefined cannot be applied, did something give back nothing?: YAML text, a path or objects are expected'],
  ['null', null, 'null cannot be applied, did something give back nothing?'],
  ['an empty text', '', 'an empty text is neither a path nor YAML: did something give back nothing?'],
  ['blanks', '   ', 'an empty text is neither a path nor YAML'],
  ['a number', 7, 'a number cannot be applied'],
  ['a truth value', false, 'a boolean cannot be applied'],
  ['a function', () => '', 'a function cannot be applied'],
  ['a promise', Promise.resolve(''), 'a promise cannot be applied, it must be awaited first'],
  ['bytes', Buffer.from('a: 1'), 'bytes cannot be applied, hand over their text'],
  ['a Map', new Map(), 'a Map cannot be applied'],
  ['an empty object', {}, 'the object given  apiVersion is missing'],
  [
    'what is in a list',
    [null, 'k8s/a.yaml', [{}]],
    'object 2 of 3  a map with apiVersion, kind and metadata is expected, this is the text "k8s/a.yaml"',
  ],
  [
    'a path where nothing is',
    'web.yml',
    `"web.yml" is no path, nothing is at ${base}web.yml; and no YAML, it has neither a line break nor ": "`,
  ],
  ['a path as a command prints it', 'k8s/web.yaml\n', 'if this is a path, take the line break off'],
  ['a web address', 'https://example.com/crds.yaml', 'https://example.com/crds.yaml is not fetched'],
  ['the URL of one', new URL('https://example.com/crds.yaml'), 'nothing is downloaded here'],
  ['a file elsewhere', 'file://elsewhere/a.yaml', 'file://elsewhere/a.yaml is no file of this machine'],
  ['a folder without manifests', '..', 'holds no *.yaml, *.yml or *.json file'],
])('%s is refused with what was expected, and nothing is read in its place', async ([, input, problem]) => {
  await expect(readManifests(input as string, base)).rejects.toThrow(problem)
})

test('all mistakes of all files are told at once, each with file, line and column', async () => {
  const folder = folderOf({
    'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  host: *.example.com\n---\nkind: [\n---\n\tkind: x\n',
    'b.json': '{"apiVersion":"v1"}',
  })
  const error = await readManifests(folder, base).then(
    () => '',
    ({ message }: Error) => message,
  )
  expect(error).toMatch(/^KIND_CONFIG_INVALID: \d problems in what is to be applied\n/)
  for (const line of ['a.yaml:6:9  ', 'a.yaml:8:', 'a.yaml:10:', 'b.json:1  kind is missing', 'nothing was applied'])
    expect(error).toContain(`\n  ${line}`)
})

test('documents that are no objects are told by what they lack', async () => {
  await expect(readManifests('incomplete.yaml', base)).rejects.toThrow(`KIND_CONFIG_INVALID: 3 problems in what is to be applied
  incomplete.yaml:1, document 1  apiVersion is missing (kind: ConfigMap)
  incomplete.yaml:5, document 2  metadata.name is missing (kind: ConfigMap)
  incomplete.yaml:8, document 3  a map with apiVersion, kind and metadata is expected, this is the text "just words"
  nothing was applied`)
})

test.for<[yaml: string, problem: string]>([
  ['apiversion: v1\nkind: Pod\nmetadata: {name: a}', 'a.yaml:1  apiVersion is missing, there is "apiversion" (kind: Pod)'],
  ['apiVersion: v1\nKind: Pod\nmetadata: {name: a}', 'a.yaml:1  kind is missing, there is "Kind"'],
  [
    '# Source: x\n\napiVersion: v1\nkind: Pod\nmetadata:\nname: a',
    'a.yaml:3  metadata.name is missing, "name" stands beside metadata, not in it (kind: Pod)',
  ],
  ['apiVersion: v1\nkind: Pod\nmetdata: {name: a}', 'a.yaml:1  metadata.name is missing, there is "metdata" (kind: Pod)'],
  ['apiVersion: v1\nkind: Pod\nmetadata: {nmae: a}', 'a.yaml:1  metadata.name is missing, there is "nmae" (kind: Pod)'],
  ['apiVersion: v1\nkind: Pod\nmetadata: [a]', 'a.yaml:1  metadata is a list, not a map'],
  ['apiVersion: v1\nkind: Pod\nmetadata: {name: 12}', 'a.yaml:1  metadata.name is the number 12, not a text: put it in quotes'],
  ['apiVersion: v1\nkind: Pod\nmetadata: {name: on}', 'a.yaml:1  metadata.name is the boolean true, not a text: put it in quotes'],
  ['apiVersion: v1\nkind: Pod\nmetadata: {name: a/b}', 'a.yaml:1  metadata.name "a/b" may not contain "/"'],
  ['apiVersion: v1\nkind: Pod\nmetadata: {name: ..}', 'a.yaml:1  metadata.name may not be ".."'],
  [
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: 7}',
    'a.yaml:1  metadata.namespace is the number 7, not a text: put it in quotes',
  ],
  ['apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ../b}', 'a.yaml:1  metadata.namespace "../b" may not contain "/"'],
  ['apiVersion: 1\nkind: Pod\nmetadata: {name: a}', 'a.yaml:1  apiVersion is the number 1, not a text: put it in quotes'],
  ['apiVersion: apps/v1/x\nkind: Pod\nmetadata: {name: a}', 'a.yaml:1  apiVersion "apps/v1/x" is no version such as v1 or apps/v1'],
  [
    'apiVersion: v1\nkind: List\nitems: [{kind: Pod}, 7]',
    'a.yaml:1, item 2  a map with apiVersion, kind and metadata is expected, this is the number 7',
  ],
  ['apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization', 'a.yaml:1  a Kustomization is built before it is applied'],
  ['a: 1\n--- b', 'a.yaml:2:4  "b" stands behind the separator ---: its document begins on the next line'],
  ['{"a":1}{"b":2}\n---\nc: 3', 'a.yaml:2:1  JSON is expected here, as before'],
])('%j is refused: %s', ([yaml, problem]) => {
  expect(parseManifests(yaml, 'a.yaml').problems).toContain(problem)
})

test.for(['k: {{ .Values.x }}', '{{- if .x }}\nk: 1\n{{- end }}', 'k: {{ .x }}-web', 'k: {% x %}', '- {{ include "x" . | nindent 2 }}'])(
  'a template that nobody rendered is refused, with what renders it: %j',
  (text) => {
    const { problems, hints, manifests } = parseManifests(text, 'a.yaml')
    expect(problems[0]).toMatch(/^a\.yaml:\d+:\d+  /)
    expect(hints).toEqual(['render the templates and hand over what comes out: helm template <chart>'])
    expect(manifests).toEqual([])
  },
)

test('a kustomization and a chart are told with the command that builds them', async () => {
  const folder = folderOf({
    'overlay/kustomization.yml': 'resources: [a.yaml]',
    'overlay/a.yaml': '',
    'old/Kustomization': '',
    'chart/Chart.yaml': 'name: a',
    'chart/templates/a.yaml': '',
    'text/a.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
  })
  for (const path of ['overlay', 'overlay/kustomization.yml', 'old'])
    await expect(readManifests(path, folder)).rejects.toThrow(
      `do     kubectl kustomize ${join(folder, path.split('/')[0]!)}: what it prints can be applied`,
    )
  await expect(readManifests('chart', folder)).rejects.toThrow(`do     helm template ${folder}/chart: what it prints can be applied`)
  await expect(readManifests('text', folder)).rejects.toThrow('a.yaml:1  a Component is built before it is applied')
})

test('a key that stands twice in a map is told, and the last one counts', () => {
  const twice = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {a: x}\n  labels: {a: z}\n'
  expect(parseManifests(twice, 'a.yaml')).toMatchObject({
    manifests: [{ object: { metadata: { labels: { a: 'z' } } } }],
    notices: ['a.yaml:6:3  the key "labels" stands again in its map: the last one counts, as for kubectl'],
  })
  const json = '{"apiVersion":"v1","kind":"ConfigMap",\n"metadata":{"name":"a",\n"name":"b"}}'
  expect(parseManifests(json, 'a.json').notices).toEqual([
    'a.json:3:1  the key "name" stands again in its map: the last one counts, as for kubectl',
  ])
})

test('objects and lists of a typed kind are taken as they are, and so is an object of a kind that is called a list', () => {
  const pod = { metadata: { name: 'a' } }
  expect(checkManifests([{ apiVersion: 'v1', kind: 'PodList', items: [pod] }]).manifests).toEqual([
    { object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, source: 'the object given, item 1' },
  ])
  const named = { apiVersion: 'lab.io/v1', kind: 'AllowList', metadata: { name: 'a' }, items: ['x'] }
  expect(checkManifests([named]).manifests).toEqual([{ object: named, source: 'the object given' }])
})

import { text as readAll } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { applyManifests } from '../../../../src/kube/manifests/apply.ts'
import { connectKube } from '../../../../src/kube/connection.ts'
import { type Answer, type KubeServer, sendJson, startKubeServer } from '../../../support/kube-server.ts'

// What an API server says of its kinds; what it does with objects is proven on real clusters, here it is what we send.
const kinds: Record<string, object[]> = {
  '/api/v1': [
    { kind: 'Namespace', name: 'namespaces', namespaced: false },
    { kind: 'ConfigMap', name: 'configmaps', namespaced: true },
    { kind: 'Pod', name: 'pods', namespaced: true },
  ],
  '/apis/apiextensions.k8s.io/v1': [{ kind: 'CustomResourceDefinition', name: 'customresourcedefinitions', namespaced: false }],
}
kinds['/apis/lab.vitest-kind.io/v1'] = [{ kind: 'Widget', name: 'widgets', namespaced: true }]
const established = { metadata: { name: 'widgets.lab.vitest-kind.io' }, status: { conditions: [{ type: 'Established', status: 'True' }] } }

type Take = (body: string, response: Parameters<Answer>[1]) => unknown

/** Answers discovery and, in order, each request that changes something; `{}` when `answers` has run out or a function took the body. */
function startApi(...answers: (Record<string, unknown> | Take)[]): Promise<KubeServer> {
  const [take] = answers
  return startKubeServer(async (request, response): Promise<void> => {
    const [path = ''] = request.url.split('?')
    if (request.method !== 'GET') {
      if (typeof take === 'function') {
        take(await readAll(request), response)
        if (!response.headersSent) sendJson(response, {})
        return
      }
      const answer = (answers.shift() ?? {}) as Record<string, unknown>
      return sendJson(response, answer, Number(answer['code'] ?? 200))
    }
    if (path.endsWith('/customresourcedefinitions'))
      return sendJson(response, { kind: 'CustomResourceDefinitionList', metadata: { resourceVersion: '1' }, items: [established] })
    return kinds[path]
      ? sendJson(response, { resources: kinds[path] })
      : sendJson(response, { kind: 'Status', code: 404, message: 'page not found' }, 404)
  })
}

const changes = ({ requests }: KubeServer): (string | undefined)[] =>
  requests.filter((request) => !request.startsWith('GET ')).map((request) => request.split('?')[0])
const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })

test('namespaces go first, then definitions, then what needs them; the answers come in the order given', async () => {
  await using server = await startApi({ is: 'namespace' }, { is: 'definition' }, { is: 'widget' })
  await using connection = await connectKube(server.kubeconfig)
  const file = new URL('../../../../fixtures/manifests/custom-kind.yaml', import.meta.url)
  expect(await applyManifests(connection, file)).toEqual([{ is: 'widget' }, { is: 'definition' }, { is: 'namespace' }])
  expect(changes(server)).toEqual([
    'PATCH /api/v1/namespaces/widgets',
    'PATCH /apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.lab.vitest-kind.io',
    'PATCH /apis/lab.vitest-kind.io/v1/namespaces/widgets/widgets/first',
  ])
})

test('a namespace that was left empty is as if not written, and one of a kind that has none is not sent', async () => {
  const bodies: unknown[] = []
  await using server = await startApi((body) => bodies.push(JSON.parse(body)))
  await using connection = await connectKube(server.kubeconfig)
  const text = `
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: '' }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, namespace: }
---
apiVersion: v1
kind: Namespace
metadata: { name: c, namespace: d }
`
  await applyManifests(connection, text)
  await applyManifests(
    connection,
    { apiVersion: 'lab.vitest-kind.io/v1', kind: 'Widget', metadata: { name: 'w', namespace: '' } },
    { namespace: 'mine' },
  )
  expect(changes(server)).toEqual([
    'PATCH /api/v1/namespaces/c',
    'PATCH /api/v1/namespaces/default/configmaps/a',
    'PATCH /api/v1/namespaces/default/configmaps/b',
    'PATCH /apis/lab.vitest-kind.io/v1/namespaces/mine/widgets/w',
  ])
  expect(bodies.map((body) => (body as { metadata: object }).metadata)).toEqual([
    { name: 'c' },
    { name: 'a', namespace: 'default' },
    { name: 'b', namespace: 'default' },
    { name: 'w', namespace: 'mine' },
  ])
})

test('an integer beyond 2^53 is sent as it is written, given back as bigint, and sent again as it was', async () => {
  const bodies: string[] = []
  await using server = await startApi((body, response) => {
    bodies.push(body)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(body)
  })
  await using connection = await connectKube(server.kubeconfig)
  const text = `
apiVersion: lab.vitest-kind.io/v1
kind: Widget
metadata: { name: kafka }
spec: { retention: 9223372036854775807, least: -9223372036854775808, small: 9007199254740991, text: "9223372036854775807", mode: 0o644 }
`
  const sent =
    '{"retention":9223372036854775807,"least":-9223372036854775808,"small":9007199254740991,"text":"9223372036854775807","mode":420}'
  const [widget] = await applyManifests(connection, text)
  expect(widget!['spec']).toEqual({
    retention: 9223372036854775807n,
    least: -9223372036854775808n,
    small: Number.MAX_SAFE_INTEGER,
    text: '9223372036854775807',
    mode: 420,
  })
  await applyManifests(connection, widget!)
  await applyManifests(connection, `{"apiVersion":"lab.vitest-kind.io/v1","kind":"Widget","metadata":{"name":"kafka"},"spec":${sent}}`)
  expect(bodies).toHaveLength(3)
  for (const body of bodies) expect(body).toContain(`"spec":${sent}`)
})

test('what cannot be read is refused before anything is sent', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  for (const input of ['', undefined, null, 7, `${JSON.stringify(configMap('a'))}\n---\nkind: {{ .x }}\n`])
    await expect(applyManifests(connection, input as string)).rejects.toThrow('KIND_CONFIG_INVALID')
  expect(server.requests).toEqual([])
})

test('notices of what was read are handed on', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  const notices: string[] = []
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, name: b }\n'
  await applyManifests(connection, text, { onNotice: (notice) => notices.push(notice) })
  expect(notices).toEqual(['the YAML given:3:22  the key "name" stands again in its map: the last one counts, as for kubectl'])
  expect(changes(server)).toEqual(['PATCH /api/v1/namespaces/default/configmaps/b'])
})

test('a namespace is filled in only where the kind has one and the object names none', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  const elsewhere = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'other' } }
  await applyManifests(connection, [configMap('a'), elsewhere, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'c' } }], {
    namespace: 'mine',
  })
  expect(changes(server)).toEqual([
    'PATCH /api/v1/namespaces/c',
    'PATCH /api/v1/namespaces/mine/configmaps/a',
    'PATCH /api/v1/namespaces/other/configmaps/b',
  ])
})

test('each apply is forced, strict and under our name; what the server knows is asked once', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  await applyManifests(connection, [configMap('a'), configMap('b')])
  expect(server.requests).toEqual([
    'GET /api/v1',
    'PATCH /api/v1/namespaces/default/configmaps/a?fieldManager=vitest-kind&force=true&fieldValidation=Strict',
    'PATCH /api/v1/namespaces/default/configmaps/b?fieldManager=vitest-kind&force=true&fieldValidation=Strict',
  ])
})

test('a generated name is created anew each time', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  await applyManifests(connection, { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'run-' } })
  expect(changes(server)).toEqual(['POST /api/v1/namespaces/default/pods'])
})

test('a refusal names the object and its place, in the words of the API, and says what is there already', async () => {
  await using server = await startApi(
    {},
    { kind: 'Status', code: 422, reason: 'Invalid', message: 'ConfigMap "b" is invalid: data[x]: Invalid value' },
  )
  await using connection = await connectKube(server.kubeconfig)
  const text = ['a', 'b'].map((name) => JSON.stringify(configMap(name))).join('\n---\n')
  await expect(applyManifests(connection, text)).rejects
    .toThrow(`KIND_APPLY_FAILED: ConfigMap b could not be applied (the YAML given, document 2)
  seen   ConfigMap "b" is invalid: data[x]: Invalid value
  kept   the 1 object applied before it`)
})

test('a kind the server does not know is told with those it knows', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  await expect(applyManifests(connection, { apiVersion: 'v1', kind: 'ConfigMpa', metadata: { name: 'a' } })).rejects.toThrow(
    'the API server knows no ConfigMpa in v1; did you mean ConfigMap? it has ConfigMap, Namespace, Pod',
  )
  await expect(applyManifests(connection, { apiVersion: 'no.such/v1', kind: 'Thing', metadata: { name: 'a' } })).rejects.toThrow(
    'is the CustomResourceDefinition installed?',
  )
})

test('refusals that pass by themselves are waited out', async () => {
  await using server = await startApi(
    {
      kind: 'Status',
      code: 403,
      message: 'pods "a" is forbidden: error looking up service account fresh/default: serviceaccount "default" not found',
    },
    { kind: 'Status', code: 404, message: 'the server could not find the requested resource' },
    { kind: 'Pod' },
  )
  await using connection = await connectKube(server.kubeconfig)
  expect(await applyManifests(connection, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } })).toEqual([{ kind: 'Pod' }])
})

test('cancelling is told as such, not as a refusal', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  await expect(applyManifests(connection, configMap('a'), { signal: AbortSignal.abort() })).rejects.toThrow(
    'KIND_CANCELLED: cancelled while applying ConfigMap a',
  )
})

import { expect, test } from 'vitest'
import { applyManifests } from '../../../src/kube/apply.ts'
import { connectKube } from '../../../src/kube/connection.ts'
import { type Answer, type KubeServer, sendJson, startKubeServer } from '../../support/kube-server.ts'

// What an API server says of its kinds; what it does with objects is proven on real clusters, here it is what we send.
const kinds: Record<string, object[]> = {
  '/api/v1': [{ kind: 'Namespace', name: 'namespaces', namespaced: false }, { kind: 'ConfigMap', name: 'configmaps', namespaced: true }, { kind: 'Pod', name: 'pods', namespaced: true }],
  '/apis/apiextensions.k8s.io/v1': [{ kind: 'CustomResourceDefinition', name: 'customresourcedefinitions', namespaced: false }],
}
const established = { metadata: { name: 'widgets.lab.vitest-kind.io' }, status: { conditions: [{ type: 'Established', status: 'True' }] } }

/** Answers discovery and, in order, each request that changes something; `{}` when `answers` has run out. */
function startApi(...answers: Record<string, unknown>[]): Promise<KubeServer> {
  return startKubeServer((request, response): ReturnType<Answer> => {
    const [path = ''] = request.url.split('?')
    if (request.method !== 'GET') {
      const answer = answers.shift() ?? {}
      return sendJson(response, answer, Number(answer['code'] ?? 200))
    }
    if (path.endsWith('/customresourcedefinitions')) return sendJson(response, { kind: 'CustomResourceDefinitionList', metadata: { resourceVersion: '1' }, items: [established] })
    return kinds[path] ? sendJson(response, { resources: kinds[path] }) : sendJson(response, { kind: 'Status', code: 404, message: 'page not found' }, 404)
  })
}

const changes = ({ requests }: KubeServer): (string | undefined)[] => requests.filter((request) => !request.startsWith('GET ')).map((request) => request.split('?')[0])
const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })

test('namespaces go first, then definitions, then what needs them; the answers come in the order given', async () => {
  await using server = await startApi({ is: 'namespace' }, { is: 'definition' }, { is: 'widget' })
  await using connection = await connectKube(server.kubeconfig)
  const file = new URL('../../../fixtures/manifests/custom-kind.yaml', import.meta.url)
  expect(await applyManifests(connection, file)).toEqual([{ is: 'widget' }, { is: 'definition' }, { is: 'namespace' }])
  expect(changes(server)).toEqual([
    'PATCH /api/v1/namespaces/widgets',
    'PATCH /apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.lab.vitest-kind.io',
    'PATCH /apis/lab.vitest-kind.io/v1/namespaces/widgets/widgets/first',
  ])
})

test('a namespace is filled in only where the kind has one and the object names none', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  const elsewhere = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'other' } }
  await applyManifests(connection, [configMap('a'), elsewhere, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'c' } }], { namespace: 'mine' })
  expect(changes(server)).toEqual(['PATCH /api/v1/namespaces/c', 'PATCH /api/v1/namespaces/mine/configmaps/a', 'PATCH /api/v1/namespaces/other/configmaps/b'])
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
  await using server = await startApi({}, { kind: 'Status', code: 422, reason: 'Invalid', message: 'ConfigMap "b" is invalid: data[x]: Invalid value' })
  await using connection = await connectKube(server.kubeconfig)
  const text = ['a', 'b'].map((name) => JSON.stringify(configMap(name))).join('\n---\n')
  await expect(applyManifests(connection, text)).rejects.toThrow(`KIND_APPLY_FAILED: ConfigMap b could not be applied (the YAML given, document 2)
  seen   ConfigMap "b" is invalid: data[x]: Invalid value
  kept   the 1 object applied before it`)
})

test('a kind the server does not know is told with those it knows', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  await expect(applyManifests(connection, { apiVersion: 'v1', kind: 'ConfigMpa', metadata: { name: 'a' } })).rejects.toThrow('the API server knows no ConfigMpa in v1; it has ConfigMap, Namespace, Pod')
  await expect(applyManifests(connection, { apiVersion: 'no.such/v1', kind: 'Thing', metadata: { name: 'a' } })).rejects.toThrow('is the CustomResourceDefinition installed?')
})

test('refusals that pass by themselves are waited out', async () => {
  await using server = await startApi(
    { kind: 'Status', code: 403, message: 'pods "a" is forbidden: error looking up service account fresh/default: serviceaccount "default" not found' },
    { kind: 'Status', code: 404, message: 'the server could not find the requested resource' },
    { kind: 'Pod' },
  )
  await using connection = await connectKube(server.kubeconfig)
  expect(await applyManifests(connection, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } })).toEqual([{ kind: 'Pod' }])
})

test('cancelling is told as such, not as a refusal', async () => {
  await using server = await startApi()
  await using connection = await connectKube(server.kubeconfig)
  await expect(applyManifests(connection, configMap('a'), { signal: AbortSignal.abort() })).rejects.toThrow('KIND_CANCELLED: cancelled while applying ConfigMap a')
})

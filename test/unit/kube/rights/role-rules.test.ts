import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectKube, type KubeConnection } from '../../../../src/kube/connection.ts'
import { planGrant } from '../../../../src/kube/rights/grants.ts'
import { resolveRules, type Rule } from '../../../../src/kube/rights/role-rules.ts'
import { type KubeServer, sendJson, startKubeServer } from '../../../support/kube-server.ts'

const resource = (plural: string, kind: string, shortNames: string[] = []): object => ({
  resource: plural,
  responseKind: { kind },
  scope: 'Namespaced',
  singularResource: kind.toLowerCase(),
  shortNames,
})
const discovery: Record<string, object> = {
  '/api': { items: [{ versions: [{ version: 'v1', resources: [resource('pods', 'Pod', ['po']), resource('services', 'Service')] }] }] },
  '/apis': { items: [{ metadata: { name: 'apps' }, versions: [{ version: 'v1', resources: [resource('deployments', 'Deployment')] }] }] },
}

let server: KubeServer
let connection: KubeConnection
beforeAll(async () => {
  server = await startKubeServer((request, response) => sendJson(response, discovery[request.url] ?? {}))
  connection = await connectKube(server.kubeconfig)
})
afterAll(async () => {
  await connection.close()
  await server[Symbol.asyncDispose]()
})

test.for<[Rule, object[]]>([
  ['get,list pods', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]],
  ['get po,Service', [{ apiGroups: [''], resources: ['pods', 'services'], verbs: ['get'] }]],
  ['get pods/log', [{ apiGroups: [''], resources: ['pods/log'], verbs: ['get'] }]],
  [
    '* pods,deployments',
    [
      { apiGroups: [''], resources: ['pods'], verbs: ['*'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['*'] },
    ],
  ],
  ['* *', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]],
  ['get widgets.shop.example.com', [{ apiGroups: ['shop.example.com'], resources: ['widgets'], verbs: ['get'] }]],
  ['get /healthz', [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }]],
  [{ resources: ['pods'], verbs: ['get'] }, [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]],
  [
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'], resourceNames: ['web'] },
    [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'], resourceNames: ['web'] }],
  ],
])('%j is a rule of RBAC', async ([rule, expected]) => {
  expect(await resolveRules(connection, [rule])).toEqual(expected)
})

test('rules that cannot be read are told all at once', async () => {
  const rules = ['pods', 'get pots', 'GET pods', 'get pods now', { resources: ['pods'] }, { verbs: 'get' }, { verb: ['get'] }, 3]
  await expect(resolveRules(connection, rules as never)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 8 rules cannot be read
      "pods" is not verbs, one blank, resources
      "get pots": the API server knows no resource "pots"; did you mean pods?
      "GET pods": "GET" is no verb
      "get pods now" is not verbs, one blank, resources
      {"resources":["pods"]}: verbs is missing
      {"verbs":"get"}: verbs is not a list of texts
      {"verb":["get"]}: there is no field "verb" in a rule
      3 is no rule
      nothing was made
      do     write verbs and resources, 'get,list pods', or RBAC's own words, { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] }]
  `)
})

test('a user whose name is no part of a path, with rights in the namespace and beyond', () => {
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]
  const grantee = { kind: 'User', name: 'team/jane', apiGroup: 'rbac.authorization.k8s.io' } as const
  expect(planGrant({ grantee, namespace: 'shop', rules, clusterRules: rules }).map(({ kind, metadata }) => [kind, metadata])).toEqual([
    ['Role', { name: 'team-jane', namespace: 'shop' }],
    ['RoleBinding', { name: 'team-jane', namespace: 'shop' }],
    ['ClusterRole', { name: 'shop:team-jane' }],
    ['ClusterRoleBinding', { name: 'shop:team-jane' }],
  ])
  expect(planGrant({ grantee, namespace: 'shop', rules: [], clusterRules: [] })).toEqual([])
})

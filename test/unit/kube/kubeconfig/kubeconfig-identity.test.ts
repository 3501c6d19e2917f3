import type { RequestOptions } from 'node:https'
import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { createClientNow } from '../../../../src/kube/client.ts'
import { readKubeAccess } from '../../../../src/kube/kubeconfig/kubeconfig.ts'
import { renderIdentity } from '../../../../src/kube/kubeconfig/kubeconfig-identity.ts'
import { sendJson, startKubeServer } from '../../../support/kube-server.ts'

/** Names and values in turn. */
const linesOf = (head: readonly string[], name: string): string[] =>
  head.filter((_value, index) => index % 2 === 1 && head[index - 1]?.toLowerCase() === name)
const list = { apiVersion: 'v1', kind: 'NamespaceList', metadata: {}, items: [] }

test('a token, a certificate or the owner who speaks for somebody: one cluster, one user, the namespace given', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, {}))
  const owner = readKubeAccess(server.kubeconfig)
  const { server: address, caCertificate } = owner
  const asToken = readKubeAccess(renderIdentity(server.kubeconfig, 'jane', 'shop', { token: 'secret' }))
  expect(asToken).toMatchObject({ server: address, caCertificate, namespace: 'shop', token: 'secret', clientKey: undefined })
  const asCertificate = readKubeAccess(renderIdentity(server.kubeconfig, 'jane', 'shop', { certificate: 'PEM', key: 'KEY' }))
  expect(asCertificate).toMatchObject({ server: address, clientCertificate: 'PEM', clientKey: 'KEY', token: undefined })
  for (const groups of [[], ['developers', 'testers']]) {
    const impersonated = readKubeAccess(renderIdentity(server.kubeconfig, 'jane', 'shop', { impersonated: 'jane', groups }))
    expect(impersonated).toEqual({ ...owner, namespace: 'shop', impersonated: { user: 'jane', groups } })
  }
})

test.for<[groups: string[]]>([[[]], [['developers']], [['developers', 'testers']]])(
  'every request says for whom, also those of the typed client: %j',
  async ([groups]) => {
    const said: unknown[] = []
    await using server = await startKubeServer(({ rawHeaders }, response) => {
      said.push({ user: linesOf(rawHeaders, 'impersonate-user'), groups: linesOf(rawHeaders, 'impersonate-group') })
      sendJson(response, list)
    })
    const text = renderIdentity(server.kubeconfig, 'jane', 'shop', { impersonated: 'jane', groups })
    await using connection = await connectKube(text)
    await connection.request({ path: '/api/v1/namespaces' })
    await using client = createClientNow(text)
    await client.core.listNamespace()
    await client.core.listNamespace()
    const options: RequestOptions = {}
    await client.config.applyToHTTPSOptions(options)
    // Lines of their own: one line with both would be one group.
    expect(said).toEqual([1, 2, 3].map(() => ({ user: ['jane'], groups })))
    expect(options.headers).toEqual({ 'Impersonate-User': 'jane', ...(groups.length > 0 && { 'Impersonate-Group': groups }) })
  },
)

test.for([
  ['as-uid: "1"', '"as-uid" is not supported here'],
  ['as-groups: developers', '"as-groups" is not a list of texts'],
  ['as-groups: [developers]', '"as-groups" stands without "as"'],
])('%s is refused', async ([line, problem]) => {
  await using server = await startKubeServer((_request, response) => sendJson(response, {}))
  const text = renderIdentity(server.kubeconfig, 'jane', 'shop', { token: 'secret' }).replace('token: secret', `token: secret\n    ${line}`)
  expect(() => readKubeAccess(text)).toThrow(problem)
})

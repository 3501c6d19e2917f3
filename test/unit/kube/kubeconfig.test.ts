import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readKubeAccess, renameKubeconfig } from '../../../src/kube/kubeconfig.ts'

const adminConf = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Y2E=
    server: https://web-control-plane:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences:
  colors: true
users:
- name: kubernetes-admin
  user:
    client-certificate-data: Y2VydA==
    client-key-data: a2V5
`

test('cluster, user and context get the new name, the cluster its new address, and all else stays', () => {
  expect(parse(renameKubeconfig(adminConf, 'kind-web', 'https://127.0.0.1:40123'))).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    preferences: { colors: true },
    'current-context': 'kind-web',
    clusters: [{ name: 'kind-web', cluster: { 'certificate-authority-data': 'Y2E=', server: 'https://127.0.0.1:40123' } }],
    contexts: [{ name: 'kind-web', context: { cluster: 'kind-web', user: 'kind-web' } }],
    users: [{ name: 'kind-web', user: { 'client-certificate-data': 'Y2VydA==', 'client-key-data': 'a2V5' } }],
  })
})

test('without a new address the old one stays', () => {
  expect(renameKubeconfig(adminConf, 'kind-web')).toContain('server: https://web-control-plane:6443')
})

test('long data stays on one line, as kubectl writes it', () => {
  const data = 'QUJD'.repeat(200)
  expect(renameKubeconfig(adminConf.replace('Y2E=', data), 'kind-web')).toContain(`certificate-authority-data: ${data}\n`)
})

test('the facts for a connection are those of the current context', () => {
  expect(readKubeAccess(adminConf)).toEqual({
    server: 'https://web-control-plane:6443',
    namespace: 'default',
    caCertificate: 'ca',
    clientCertificate: 'cert',
    clientKey: 'key',
    token: undefined,
    tlsServerName: undefined,
    skipTlsVerify: false,
  })
})

test.each([
  ['two clusters', adminConf.replace('contexts:', '- {name: other, cluster: {}}\ncontexts:'), 'exactly one entry is needed in "clusters", there are 2: kubernetes, other'],
  ['no user', adminConf.replace(/users:[^]*/, ''), 'exactly one entry is needed in "users", there are 0'],
  ['nothing', '', 'it is empty or not a mapping'],
  ['no YAML', 'a: b: c', 'Nested mappings are not allowed in compact mappings'],
])('renaming refuses a kubeconfig with %s', (_what, text, message) => {
  expect(() => renameKubeconfig(text, 'kind-web')).toThrow(`KIND_CONFIG_INVALID: the kubeconfig cannot be used: ${message}`)
})

test.each([
  ['a context that does not exist', adminConf.replace(/current-context: .*/, 'current-context: mine'), 'current-context names "mine" of "contexts", which has: kubernetes-admin@kubernetes'],
  ['a program to log in with', adminConf.replace('client-key-data: a2V5', 'exec: {command: login}'), '"exec" is not supported here'],
  ['a plain http server', adminConf.replace('https://web', 'http://web'), 'the cluster\'s server is "http://web-control-plane:6443", not an https:// address'],
])('connecting refuses %s', (_what, text, message) => {
  expect(() => readKubeAccess(text)).toThrow(message)
})

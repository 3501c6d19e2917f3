import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readKubeAccess, renameKubeconfig } from '../../../../src/kube/kubeconfig/kubeconfig.ts'

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
  [
    'two clusters',
    adminConf.replace('contexts:', '- {name: other, cluster: {}}\ncontexts:'),
    'exactly one entry is needed in "clusters", there are 2: kubernetes, other',
  ],
  ['no user', adminConf.replace(/users:[^]*/, ''), 'exactly one entry is needed in "users", there are 0'],
  ['nothing', '', 'it is empty or not a mapping'],
  ['no YAML', 'a: b: c', '1:5  mapping values are not allowed in this context'],
])('renaming refuses a kubeconfig with %s', (_what, text, message) => {
  expect(() => renameKubeconfig(text, 'kind-web')).toThrow(`KIND_CONFIG_INVALID: the kubeconfig cannot be used: ${message}`)
})

test.each([
  [
    'a context that does not exist',
    adminConf.replace(/current-context: .*/, 'current-context: mine'),
    'current-context names "mine" of "contexts", which has: kubernetes-admin@kubernetes',
  ],
  [
    'a plain http server',
    adminConf.replace('https://web', 'http://web'),
    'the cluster\'s server is "http://web-control-plane:6443", not an https:// address',
  ],
])('connecting refuses %s', (_what, text, message) => {
  expect(() => readKubeAccess(text)).toThrow(message)
})

test('what is read is what client-go reads: the first document, YAML 1.1, the last of two keys, a byte order mark', () => {
  const text = `\uFEFF${adminConf}---\n- another: document\n`
    .replace('server: https://web', 'insecure-skip-tls-verify: yes\n    server: https://lost\n    server: https://web')
    .replace('client-key-data: a2V5', "token: '1_000'\n    tokenFile: ''\n    exec: ~")
    .replace('certificate-authority-data: Y2E=', 'certificate-authority-data: |\n      Y2\n      E=')
  expect(readKubeAccess(text)).toMatchObject({
    server: 'https://web-control-plane:6443',
    skipTlsVerify: true,
    token: '1_000',
    caCertificate: 'ca',
    namespace: 'default',
  })
  expect(renameKubeconfig(text, 'kind-no')).toContain('token: "1_000"\n')
})

test.each([
  ['a token that is a number', 'client-key-data: a2V5', 'token: 1_000', '"token" is a number, not a text: put it in quotes'],
  [
    'a namespace that is a truth value',
    'user: kubernetes-admin\n',
    'user: kubernetes-admin\n    namespace: on\n',
    '"namespace" is a boolean',
  ],
  [
    'a text for a truth value',
    'server:',
    'insecure-skip-tls-verify: "yes"\n    server:',
    '"insecure-skip-tls-verify" is "yes", not true or false',
  ],
  ['data that is not base64', 'Y2VydA==', '"not base64"', '"client-certificate-data" is not base64'],
  ['base64 without its end', 'Y2E=', 'Y2E', '"certificate-authority-data" is not base64'],
  ['another kind of object', 'kind: Config', 'kind: Secret', 'its kind is "Secret", not Config'],
])('connecting refuses what client-go refuses: %s', (_what, before, after, message) => {
  expect(() => readKubeAccess(adminConf.replace(before, after))).toThrow(message)
})

// What is shown to others holds nobody's secrets: planted in each place where people put them.
import { expect, test } from 'vitest'
import { redactObject } from '../../../src/artifacts/redaction/redact-object.ts'
import { createRedactor, isSecretName } from '../../../src/support/redaction/redactor.ts'
import { readSecretValues } from '../../../src/artifacts/redaction/secret-values.ts'
import { writeYaml } from '../../../src/support/kube-yaml.ts'

const encode = (text: string): string => Buffer.from(text).toString('base64')
const jwt = `${encode('{"alg":"RS256"}').replaceAll('=', '')}.${encode('{"sub":"system:serviceaccount"}').replaceAll('=', '')}.c2lnbmF0dXJl`
// Put together here: no file of this repository is to look as if it held a key.
const pem = [
  '-----BEGIN EC PRIVATE',
  ' KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49\n-----END EC PRIVATE',
  ' KEY-----',
].join('')
const certificate = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----'

test('texts lose what lets somebody in, and keep the rest', () => {
  const { redact } = createRedactor()
  const lines = [
    `token ${jwt} refused`,
    `authorization: Bearer ${jwt}`,
    'GET / authorization: Basic YWRtaW46aHVudGVyMg==',
    'login with --password hunter2 --user jane',
    'login with --api-key=hunter2',
    'connect to postgres://jane:hunter2@db:5432/shop',
    'DB_PASSWORD=hunter2 started',
    '{"clientSecret":"hunter2","retries":3}',
    `{"auths":{"registry.example":{"auth":"${encode('jane:hunter2')}"}}}`,
    `key ${pem} end`,
    `key ${JSON.stringify(pem)} end`,
    `client-key-data: ${encode(pem)}`,
    `certificate-authority-data: ${encode(certificate)}`,
    'joined with abcdef.0123456789abcdef',
    ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
    '{\\"name\\":\\"API_TOKEN\\",\\"value\\":\\"hunter2\\"}',
    '- name: API_TOKEN\n  value: hunter2',
    'secretName: shop-tls; automountServiceAccountToken: true; tokens: 3 used; secret: null',
    'error: the token is missing',
  ]
  expect(lines.map(redact).join('\n')).toMatchInlineSnapshot(`
    "token [redacted] refused
    authorization: Bearer [redacted]
    GET / authorization: Basic [redacted]
    login with --password [redacted] --user jane
    login with --api-key=[redacted]
    connect to postgres://jane:[redacted]@db:5432/shop
    DB_PASSWORD=[redacted] started
    {"clientSecret":"[redacted]","retries":3}
    {"auths":{"registry.example":{"auth":"[redacted]"}}}
    key [redacted] end
    key "[redacted]" end
    client-key-data: [redacted]
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJzekNDQVZtZ0F3SUJBZ0lVCi0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0=
    joined with [redacted]
    [redacted]
    {\\"name\\":\\"API_TOKEN\\",\\"value\\":\\"[redacted]\\"}
    - name: API_TOKEN
      value: [redacted]
    secretName: shop-tls; automountServiceAccountToken: true; tokens: 3 used; secret: null
    error: the token is missing"
  `)
})

test('values of Secrets go in each spelling, also short ones of a registry; what everybody may know stays', () => {
  const secrets = [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { password: encode('s3cr3t/pass word'), port: encode('5432') } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tls' }, data: { 'tls.key': encode(pem), 'tls.crt': encode(certificate) } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'registry' },
      data: { '.dockerconfigjson': encode(JSON.stringify({ auths: { 'r.example': { auth: encode('jane:correcthorse') } } })) },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'account' }, data: { namespace: encode('shop-3fa9c1'), token: encode(jwt) } },
  ]
  const { redact } = createRedactor(readSecretValues(secrets))
  const lines = [
    'pass s3cr3t/pass word',
    `pass ${encode('s3cr3t/pass word')}`,
    'pass s3cr3t%2Fpass%20word',
    'pull as jane with correcthorse',
    'MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49',
    'namespace shop-3fa9c1, port 5432',
  ]
  expect(lines.map(redact)).toMatchInlineSnapshot(`
    [
      "pass [redacted]",
      "pass [redacted]",
      "pass [redacted]",
      "pull as jane with [redacted]",
      "[redacted]",
      "namespace shop-3fa9c1, port 5432",
    ]
  `)
})

test('objects are shown without the data of Secrets and the record of their fields', () => {
  const { redact } = createRedactor(['correcthorse'])
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'db',
      managedFields: [{ manager: 'kubectl' }],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"short":"YWJj"}}', team: 'blue' },
    },
    data: { short: 'YWJj' },
  }
  const env = [
    { name: 'DB_PASSWORD', value: 'a b' },
    { name: 'DB_HOST', value: 'db' },
    { name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
  ]
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', annotations: { 'example.com/api-token': 'x', note: 'correcthorse' } },
    spec: {
      automountServiceAccountToken: true,
      containers: [{ name: 'web', command: ['run', '--token', 'x y', '--level', '3'], env }],
      volumes: [{ name: 'tls', secret: { secretName: 'tls' } }],
    },
  }
  const settings = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { 'app.yaml': 'password: hunter2\nlevel: 3' },
  }
  expect([secret, pod, settings].map((object) => writeYaml(redactObject(object, { redact }))).join('---\n')).toMatchInlineSnapshot(`
    "apiVersion: v1
    kind: Secret
    metadata:
      name: db
      annotations:
        team: blue
    data:
      short: "[redacted]"
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      annotations:
        example.com/api-token: "[redacted]"
        note: "[redacted]"
    spec:
      automountServiceAccountToken: true
      containers:
        - name: web
          command:
            - run
            - --token
            - "[redacted]"
            - --level
            - "3"
          env:
            - name: DB_PASSWORD
              value: "[redacted]"
            - name: DB_HOST
              value: db
            - name: FROM
              valueFrom:
                secretKeyRef:
                  name: db
                  key: password
      volumes:
        - name: tls
          secret:
            secretName: tls
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      app.yaml: |-
        password: [redacted]
        level: 3
    "
  `)
})

test('a name tells by its end', () => {
  const names = [
    'DB_PASSWORD',
    'clientSecret',
    'api-key',
    'accessToken',
    '.dockerconfigjson',
    'AWS_ACCESS_KEY_ID',
    'secretName',
    'tokens',
    'key',
    'author',
  ]
  expect(names.filter(isSecretName)).toEqual([
    'DB_PASSWORD',
    'clientSecret',
    'api-key',
    'accessToken',
    '.dockerconfigjson',
    'AWS_ACCESS_KEY_ID',
  ])
})

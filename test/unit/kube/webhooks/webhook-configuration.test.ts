import { expect, test } from 'vitest'
import { planConfiguration } from '../../../../src/kube/webhooks/webhook-configuration.ts'

const host = { namespace: 'shop-1', host: '172.18.0.1', port: 40123, caBundle: 'Y2E=', owner: 'pid=1' }
const names = { id: 'shop-1-abc', probeId: 'p1', path: '/secret/a', probePath: '/secret/a-probe' }
const rules = [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }] as const

test('a webhook of the test’s own namespace, and a probe beside it', () => {
  expect(planConfiguration(host, { kind: 'mutating', ...names }, { rules })).toMatchInlineSnapshot(`
    {
      "apiVersion": "admissionregistration.k8s.io/v1",
      "kind": "MutatingWebhookConfiguration",
      "metadata": {
        "annotations": {
          "vitest-kind/owner": "pid=1",
        },
        "labels": {
          "vitest-kind/webhook": "true",
        },
        "name": "shop-1-abc",
      },
      "webhooks": [
        {
          "admissionReviewVersions": [
            "v1",
          ],
          "clientConfig": {
            "caBundle": "Y2E=",
            "url": "https://172.18.0.1:40123/secret/a",
          },
          "name": "mutating.vitest-kind.test",
          "namespaceSelector": {
            "matchLabels": {
              "kubernetes.io/metadata.name": "shop-1",
            },
          },
          "rules": [
            {
              "apiGroups": [
                "",
              ],
              "apiVersions": [
                "v1",
              ],
              "operations": [
                "CREATE",
              ],
              "resources": [
                "pods",
              ],
            },
          ],
          "sideEffects": "None",
        },
        {
          "admissionReviewVersions": [
            "v1",
          ],
          "clientConfig": {
            "caBundle": "Y2E=",
            "url": "https://172.18.0.1:40123/secret/a-probe",
          },
          "failurePolicy": "Fail",
          "name": "probe.vitest-kind.test",
          "namespaceSelector": {
            "matchLabels": {
              "kubernetes.io/metadata.name": "shop-1",
            },
          },
          "objectSelector": {
            "matchLabels": {
              "vitest-kind/probe": "p1",
            },
          },
          "rules": [
            {
              "apiGroups": [
                "coordination.k8s.io",
              ],
              "apiVersions": [
                "v1",
              ],
              "operations": [
                "CREATE",
              ],
              "resources": [
                "leases",
              ],
            },
          ],
          "sideEffects": "None",
          "timeoutSeconds": 2,
        },
      ],
    }
  `)
})

test('Kubernetes’ own words take the place of the defaults', () => {
  const { webhooks } = planConfiguration(
    { ...host, host: 'fc00::1' },
    { kind: 'validating', ...names },
    {
      rules,
      name: 'a.b.c',
      namespaceSelector: {},
      failurePolicy: 'Ignore',
      sideEffects: 'NoneOnDryRun',
      timeoutSeconds: 1,
    },
  ) as unknown as { webhooks: object[] }
  expect(webhooks[0]).toMatchObject({
    name: 'a.b.c',
    namespaceSelector: {},
    failurePolicy: 'Ignore',
    sideEffects: 'NoneOnDryRun',
    timeoutSeconds: 1,
    clientConfig: { url: 'https://[fc00::1]:40123/secret/a' },
  })
})

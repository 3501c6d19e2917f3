import { expect, test } from 'vitest'
import { renderCniManifest } from '../../../src/plan/cni-manifest.ts'
import { samplePlan } from '../../support/sample-plan.ts'

test("the magic comments of kind's image contract are honoured", () => {
  const manifest = `# would you kindly template this file
# would you kindly patch this file
apiVersion: v1
kind: ConfigMap
data:
  net: '{{ .PodSubnet }}'
---
apiVersion: apps/v1
kind: DaemonSet
spec:
  template:
    spec:
      containers:
        - name: cni
`
  expect(renderCniManifest(manifest, samplePlan())).toMatchInlineSnapshot(`
    "# would you kindly template this file
    # would you kindly patch this file
    apiVersion: v1
    kind: ConfigMap
    data:
      net: '10.244.0.0/16'
    ---
    ---
    apiVersion: apps/v1
    kind: DaemonSet
    spec:
      template:
        spec:
          containers:
            - name: cni
              env:
                - name: CONTROL_PLANE_ENDPOINT
                  value: web-control-plane:6443
    "
  `)
})

test('a manifest without them is left alone', () => {
  expect(renderCniManifest('net: "{{ .PodSubnet }}"\n', samplePlan())).toBe('net: "{{ .PodSubnet }}"\n')
})

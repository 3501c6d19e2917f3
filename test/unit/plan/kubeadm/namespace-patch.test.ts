import { expect, test } from 'vitest'
import type { ClusterOptions } from '../../../../src/config/options.ts'
import type { ImageFacts } from '../../../../src/plan/host-facts.ts'
import { planNodeFiles } from '../../../../src/plan/node-files.ts'
import { samplePlan } from '../../../support/sample-plan.ts'

/** The file by which a node's kube-controller-manager is told, as far as the node has one. */
function toldOn(node: number, options: ClusterOptions = {}, image: Partial<ImageFacts> = {}): string | undefined {
  const plan = samplePlan(options, {}, image)
  const facts = {
    cgroupVersion: 2,
    lacksSysResource: false,
    addresses: { ipv4: '172.18.128.2', ipv6: 'fc00::2' },
    containerdConfig: 'version = 2\n',
  } as const
  const { files } = planNodeFiles(plan, plan.nodes[node]!, facts)
  return files.find(({ path }) => path === '/kind/patches/kube-controller-manager-namespaces+strategic.yaml')?.content
}

test('the one control plane clears removed namespaces at once', () => {
  expect(toldOn(0, { workers: 1 })).toMatchInlineSnapshot(`
    "spec:
      containers:
        - name: kube-controller-manager
          env:
            - name: VITEST_KIND_CLEAR_NAMESPACES
              value: "true"
    "
  `)
})

test('nobody does on a worker, beside other API servers, with kubeadm as it is, or in an image that cannot', () => {
  expect(toldOn(1, { workers: 1 })).toBeUndefined()
  expect(toldOn(0, { nodes: [{}, {}, {}] })).toBeUndefined()
  expect(toldOn(0, { fidelity: 'kubeadm' })).toBeUndefined()
  expect(toldOn(0, {}, { clearsNamespaces: false })).toBeUndefined()
})

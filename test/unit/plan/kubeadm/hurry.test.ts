import { expect, test } from 'vitest'
import type { ClusterOptions } from '../../../../src/config/options.ts'
import type { ImageFacts } from '../../../../src/plan/host-facts.ts'
import type { NodeFile } from '../../../../src/plan/node-file.ts'
import { planNodeFiles } from '../../../../src/plan/node-files.ts'
import { samplePlan } from '../../../support/sample-plan.ts'

function filesOf(node: number, options: ClusterOptions = {}, image: Partial<ImageFacts> = {}): readonly NodeFile[] {
  const plan = samplePlan(options, {}, image)
  const facts = {
    cgroupVersion: 2,
    lacksSysResource: false,
    addresses: { ipv4: '172.18.128.2', ipv6: 'fc00::2' },
    containerdConfig: 'version = 2\n',
  } as const
  return planNodeFiles(plan, plan.nodes[node]!, facts).files
}

/** What a node's programs are told in their environments: by the file that tells them. */
function toldOn(node: number, options: ClusterOptions = {}, image: Partial<ImageFacts> = {}): Record<string, string[]> {
  const told = filesOf(node, options, image).map(({ path, content }) => [path, content.match(/VITEST_KIND_\w+/g) ?? []] as const)
  return Object.fromEntries(told.filter(([, words]) => words.length > 0))
}

test('the programs of one control plane hurry, and its controller manager clears removed namespaces', () => {
  expect(toldOn(0, { workers: 1 })).toMatchInlineSnapshot(`
    {
      "/etc/systemd/system/kubelet.service.d/20-environment.conf": [
        "VITEST_KIND_HURRY",
      ],
      "/kind/patches/etcd-hurry+strategic.yaml": [
        "VITEST_KIND_HURRY",
      ],
      "/kind/patches/kube-apiserver-hurry+strategic.yaml": [
        "VITEST_KIND_HURRY",
        "VITEST_KIND_ALONE",
      ],
      "/kind/patches/kube-controller-manager-hurry+strategic.yaml": [
        "VITEST_KIND_HURRY",
        "VITEST_KIND_CLEAR_NAMESPACES",
      ],
      "/kind/patches/kube-scheduler-hurry+strategic.yaml": [
        "VITEST_KIND_HURRY",
      ],
      "/kind/patches/kubeproxydaemonset-hurry+strategic.yaml": [
        "VITEST_KIND_HURRY",
      ],
    }
  `)
})

test('of a worker its kubelet hurries', () => {
  expect(toldOn(1, { workers: 1 })).toMatchInlineSnapshot(`
    {
      "/etc/systemd/system/kubelet.service.d/20-environment.conf": [
        "VITEST_KIND_HURRY",
      ],
    }
  `)
})

test('beside other API servers nobody clears namespaces, and none takes itself for the only one', () => {
  const told = Object.values(toldOn(0, { controlPlanes: 3 })).flat()
  expect(told).toContain('VITEST_KIND_HURRY')
  expect(told).not.toContain('VITEST_KIND_CLEAR_NAMESPACES')
  expect(told).not.toContain('VITEST_KIND_ALONE')
})

test('before 1.37 kubeadm cannot tell kube-proxy', () => {
  const told = toldOn(0, {}, { kubernetesVersion: 'v1.36.4' })
  expect(Object.keys(told)).toEqual(Object.keys(toldOn(0)).filter((path) => !path.includes('kubeproxy')))
})

test('with kubeadm as it is, and in an image that knows no such word, nothing does', () => {
  expect(toldOn(0, { fidelity: 'kubeadm' })).toEqual({})
  expect(toldOn(0, {}, { hurries: [] })).toEqual({})
})

test('the pods of kube-proxy are told in their template, the others in their container', () => {
  const files = filesOf(0)
  const contents = ['kube-scheduler', 'kubeproxydaemonset'].map(
    (target) => files.find(({ path }) => path.endsWith(`/${target}-hurry+strategic.yaml`))?.content,
  )
  expect(contents).toMatchInlineSnapshot(`
    [
      "spec:
      containers:
        - name: kube-scheduler
          env:
            - name: VITEST_KIND_HURRY
              value: "true"
    ",
      "spec:
      template:
        spec:
          containers:
            - name: kube-proxy
              env:
                - name: VITEST_KIND_HURRY
                  value: "true"
    ",
    ]
  `)
})

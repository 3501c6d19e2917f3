// Nodes of different versions in one cluster, and those too old.
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { assumeHost } from '../../../src/plan/assume-host.ts'
import { checkPlan } from '../../../src/plan/check-plan.ts'
import { planNodeFiles } from '../../../src/plan/node-files.ts'
import type { ClusterPlan } from '../../../src/plan/plan.ts'
import { samplePlan } from '../../support/sample-plan.ts'

/** As a dry run has it: nobody is asked, the names tell. */
function assumedPlan(options: ClusterOptions): ClusterPlan {
  const { spec } = samplePlan(options)
  const { images } = assumeHost(spec, {
    engineHost: '127.0.0.1',
    network: 'kind',
    proxies: { http: undefined, https: undefined, no: undefined },
    snapshotter: undefined,
  })
  return samplePlan(options, { images })
}

function versionsOf(plan: ClusterPlan): unknown[] {
  return plan.nodes.map((node) => {
    const { files } = planNodeFiles(plan, node, {
      cgroupVersion: 1,
      lacksSysResource: false,
      addresses: { ipv4: '172.18.128.2', ipv6: '' },
      containerdConfig: 'version = 2\n',
    })
    const documents = parseAllDocuments(files.find(({ path }) => path === '/kind/kubeadm.conf')!.content)
    const [cluster, init, join, kubelet] = documents.map((document) => document.toJS() as Record<string, unknown>)
    return [cluster!['kubernetesVersion'], init!['apiVersion'], join!['apiVersion'], 'failCgroupV1' in kubelet!]
  })
}

test("each node's kubeadm reads what its own version knows, as kind has it", () => {
  const plan = assumedPlan({
    nodes: [{}, { role: 'worker', image: 'kindest/node:v1.34.11' }, { role: 'worker', image: 'kindest/node:v1.36.4' }],
  })
  expect(versionsOf(plan)).toEqual([
    ['v1.37.0', 'kubeadm.k8s.io/v1beta4', 'kubeadm.k8s.io/v1beta4', true],
    ['v1.34.11', 'kubeadm.k8s.io/v1beta3', 'kubeadm.k8s.io/v1beta3', false],
    ['v1.36.4', 'kubeadm.k8s.io/v1beta4', 'kubeadm.k8s.io/v1beta4', true],
  ])
  expect(checkPlan(plan)).toEqual([])
})

test('versions that cannot be beside each other are refused, each with its place', () => {
  const [older, oldest] = ['kindest/node:v1.36.4', 'kindest/node:v1.33.1']
  const nodes: ClusterOptions['nodes'] = [{ image: older }, { role: 'worker' }, { role: 'worker', image: oldest }]
  expect(() => checkPlan(assumedPlan({ nodes }))).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 1 problem in the options of cluster "web"
      nodes[1].image  web-worker is v1.37.0 beside web-control-plane, which is v1.36.4: Kubernetes takes kubelets of the API server's minor version and the 3 before it, and none newer
      nothing was started]
  `)
  expect(() => checkPlan(assumedPlan({ nodes: [{}, { role: 'worker', image: oldest }] }))).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 1 problem in the options of cluster "web"
      nodes[1].image  web-worker is v1.33.1 beside web-control-plane, which is v1.37.0: Kubernetes takes kubelets of the API server's minor version and the 3 before it, and none newer
      nothing was started]
  `)
  const controlPlanes: ClusterOptions['nodes'] = [{}, { role: 'control-plane' }, { role: 'control-plane', image: older }]
  expect(() => checkPlan(assumedPlan({ nodes: controlPlanes }))).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 1 problem in the options of cluster "web"
      nodes[2].image  web-control-plane3 is v1.36.4 beside web-control-plane, which is v1.37.0: kubeadm joins control planes of one minor version only
      nothing was started]
  `)
})

test('where a version is only assumed, that is told and nothing refused', () => {
  expect(checkPlan(assumedPlan({ nodes: [{ image: 'acme/node:v1.36.1' }, { role: 'worker' }] }))).toEqual([
    expect.stringContaining('the Kubernetes version of acme/node:v1.36.1 is known only when an engine has it'),
    expect.stringContaining('web-worker is v1.37.0 beside web-control-plane, which is v1.36.1'),
  ])
})

test('an image pinned by its tag tells which API version patches are for', () => {
  const patched = (image: string, apiVersion: string): string[] =>
    checkPlan(
      assumedPlan({ nodes: [{ image }], kubeadmConfigPatches: [`apiVersion: kubeadm.k8s.io/${apiVersion}\nkind: ClusterConfiguration`] }),
    )
  expect(patched('kindest/node:v1.30.6', 'v1beta3')).toEqual([])
  expect(patched('localhost:5000/kindest/node:v1.36.4', 'v1beta4')).toEqual([])
  expect(patched('kindest/node:v1.36.4', 'v1beta3')).toEqual([
    'kubeadmConfigPatches[0] changes nothing: it is for kubeadm.k8s.io/v1beta3, and ClusterConfiguration is of kubeadm.k8s.io/v1beta4',
  ])
  expect(patched('acme/node:stable', 'v1beta3')).toEqual([
    expect.stringContaining('the Kubernetes version of acme/node:stable is known only when an engine has it: v1.37.0 is assumed'),
    expect.stringContaining('kubeadmConfigPatches[0] changes nothing, if Kubernetes is v1.37.0 as assumed: it is for'),
  ])
})

test('a patch that one of several versions reads changes something; one that only joining nodes would read does not', () => {
  const nodes: ClusterOptions['nodes'] = [{ image: 'kindest/node:v1.36.4' }, { role: 'worker', image: 'kindest/node:v1.34.11' }]
  const patched = (apiVersion: string, kind: string): string[] =>
    checkPlan(assumedPlan({ nodes, kubeadmConfigPatches: [`apiVersion: kubeadm.k8s.io/${apiVersion}\nkind: ${kind}`] }))
  expect(patched('v1beta4', 'ClusterConfiguration')).toEqual([])
  expect(patched('v1beta3', 'JoinConfiguration')).toEqual([])
  expect(patched('v1beta3', 'ClusterConfiguration')).toEqual([expect.stringContaining('is of kubeadm.k8s.io/v1beta4')])
  expect(patched('v1beta4', 'JoinConfiguration')).toEqual([expect.stringContaining('is of kubeadm.k8s.io/v1beta3')])
})

test('a text with several patches is told apart', () => {
  const text = 'kind: ClusterConfiguration\n---\napiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration'
  expect(checkPlan(samplePlan({ kubeadmConfigPatches: [text] }))).toEqual([
    'kubeadmConfigPatches[0] (document 2) changes nothing: it is for kubeadm.k8s.io/v1beta3, and InitConfiguration is of kubeadm.k8s.io/v1beta4',
  ])
})

test('a problem of a JSON patch is not told for a version that is only assumed', () => {
  const kubeadmConfigPatchesJSON6902 = [
    { group: 'kubeadm.k8s.io', version: 'v1beta4', kind: 'ClusterConfiguration', patch: '- {op: remove, path: /dns}' },
  ]
  expect(() => checkPlan(assumedPlan({ image: 'kindest/node:v1.36.4', kubeadmConfigPatchesJSON6902 }))).toThrow('remove /dns')
  expect(checkPlan(assumedPlan({ image: 'acme/node:stable', kubeadmConfigPatchesJSON6902 }))).toHaveLength(1)
})

test('versions whose kubeadm cannot read what is written are refused', () => {
  expect(() => checkPlan(assumedPlan({ nodes: [{}, { role: 'worker', image: 'kindest/node:v1.22.17' }] }))).toThrow(
    'nodes[1].image  v1.22.17 is too old: kubeadm reads what is written for it since 1.23',
  )
})

// What a user's patches and fields come to in the node's kubeadm file.
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { ClusterOptions } from '../../../../src/config/options.ts'
import { checkPlan } from '../../../../src/plan/check-plan.ts'
import { planNodeFiles } from '../../../../src/plan/node-files.ts'
import type { ClusterPlan } from '../../../../src/plan/plan.ts'
import { samplePlan } from '../../../support/sample-plan.ts'

const facts = {
  cgroupVersion: 2,
  lacksSysResource: false,
  addresses: { ipv4: '172.18.128.2', ipv6: 'fc00::2' },
  containerdConfig: 'version = 2\n',
} as const

function filesOf(plan: ClusterPlan, node = 0): Record<string, string> {
  return Object.fromEntries(planNodeFiles(plan, plan.nodes[node]!, facts).files.map(({ path, content }) => [path, content]))
}

function documentsOf(options: ClusterOptions, node = 0): Record<string, Record<string, unknown>> {
  const text = filesOf(samplePlan(options), node)['/kind/kubeadm.conf']!
  return Object.fromEntries(
    parseAllDocuments(text).map((document) => [document.get('kind') as string, document.toJS() as Record<string, unknown>]),
  )
}

test("the cluster's patches come first, then the node's; in each merge patches before JSON patches", () => {
  const kubelet = (options: ClusterOptions): unknown => documentsOf(options)['InitConfiguration']!['nodeRegistration']
  const patch = (name: string): object => ({ kind: 'InitConfiguration', nodeRegistration: { name } })
  const json = {
    group: 'kubeadm.k8s.io',
    version: 'v1beta4',
    kind: 'InitConfiguration',
    patch: [{ op: 'replace', path: '/nodeRegistration/name', value: 'json' }],
  }
  expect(kubelet({ kubeadmConfigPatches: [patch('one')], kubeadmConfigPatchesJSON6902: [json] })).toMatchObject({ name: 'json' })
  expect(kubelet({ kubeadmConfigPatchesJSON6902: [json], nodes: [{ kubeadmConfigPatches: [patch('node')] }] })).toMatchObject({
    name: 'node',
  })
})

test("a node's own kubelet patches change that node alone, after its limits", () => {
  const kubelet = 'kind: KubeletConfiguration\nmaxPods: 7\n---\nkind: JoinConfiguration\nnodeRegistration: { name: other }'
  const json = {
    group: 'kubelet.config.k8s.io',
    version: 'v1beta1',
    kind: 'KubeletConfiguration',
    patch: '- { op: add, path: /podsPerCore, value: 3 }',
  }
  const options: ClusterOptions = {
    nodes: [{}, { role: 'worker', memory: '2Gi', cpus: 1.5, kubeadmConfigPatches: [kubelet], kubeadmConfigPatchesJSON6902: [json] }],
  }
  const own = (node: number): object =>
    Object.fromEntries(Object.entries(filesOf(samplePlan(options), node)).filter(([path]) => path.includes('kubeletconfiguration')))
  expect(own(1)).toMatchInlineSnapshot(`
    {
      "/kind/patches/kubeletconfiguration00+merge.yaml": "systemReserved:
      memory: "15032385536"
      cpu: 6500m
    ",
      "/kind/patches/kubeletconfiguration01+merge.yaml": "maxPods: 7
    ",
      "/kind/patches/kubeletconfiguration02+json.yaml": "- op: add
      path: /podsPerCore
      value: 3
    ",
    }
  `)
  expect(own(0)).toEqual({})
  expect(documentsOf(options, 1)['JoinConfiguration']).toMatchObject({
    patches: { directory: '/kind/patches' },
    nodeRegistration: { name: 'other' },
  })
  expect(documentsOf(options, 1)['KubeletConfiguration']).not.toHaveProperty('maxPods')
})

test('a text that Kubernetes would take for a truth value or a number reaches kubeadm as a text, and its own words reach it, too', () => {
  const own = filesOf(
    samplePlan({
      kubeadmConfigPatches: [
        'kind: KubeletConfiguration\nmakeIPTablesUtilChains: no',
        'kind: ClusterConfiguration\nscheduler: { extraArgs: { profiling: "off", port: "1_000" } }',
      ],
    }),
  )['/kind/kubeadm.conf']!
  expect(own).toMatch(/^makeIPTablesUtilChains: false$/m)
  expect(own).toMatch(/name: profiling\n +value: "off"\n +- name: port\n +value: "1_000"$/m)
})

test('JSON patches written for kind find the places they name', () => {
  const add = (kind: string, path: string): object => ({
    group: 'kubeadm.k8s.io',
    version: 'v1beta4',
    kind,
    patch: [{ op: 'add', path, value: { name: 'v', value: '5' } }],
  })
  const options = {
    kubeadmConfigPatchesJSON6902: [
      ...['apiServer', 'controllerManager', 'scheduler'].map((program) => add('ClusterConfiguration', `/${program}/extraArgs/-`)),
      ...['InitConfiguration', 'JoinConfiguration'].map((kind) => add(kind, '/nodeRegistration/kubeletExtraArgs/-')),
    ],
  } as ClusterOptions
  expect(checkPlan(samplePlan(options))).toEqual([])
})

test('a patch that fits no document is told; one that fits one node is not', () => {
  const plan = samplePlan({
    kubeadmConfigPatches: [
      'kind: ClusterStatus\na: 1',
      'kind: KubeProxyConfiguration\nmode: ipvs',
      'kind: ClusterConfiguration\napiVersion: kubeadm.k8s.io/v1beta2',
    ],
    nodes: [{ kubeadmConfigPatches: ['kind: Nonsense'] }],
  })
  expect(checkPlan(plan)).toMatchInlineSnapshot(`
    [
      "kubeadmConfigPatches[0] changes nothing: no document of kubeadm's is of kind ClusterStatus",
      "kubeadmConfigPatches[2] changes nothing: it is for kubeadm.k8s.io/v1beta2, and ClusterConfiguration is of kubeadm.k8s.io/v1beta4",
      "nodes[0].kubeadmConfigPatches[0] changes nothing: no document of kubeadm's is of kind Nonsense",
    ]
  `)
})

test('a patch for what kubeadm does not read on its node is told', () => {
  const joining = [
    'kind: ClusterConfiguration\nclusterName: a',
    'kind: InitConfiguration\nskipPhases: []\n---\nkind: JoinConfiguration\nskipPhases: []',
  ]
  const plan = samplePlan({
    nodes: [
      { kubeadmConfigPatches: ['kind: JoinConfiguration\nskipPhases: []', 'kind: KubeProxyConfiguration\nmode: ipvs'] },
      { role: 'worker', kubeadmConfigPatches: joining },
    ],
  })
  expect(checkPlan(plan)).toMatchInlineSnapshot(`
    [
      "nodes[0].kubeadmConfigPatches[0] changes nothing: the first control plane does not join",
      "nodes[1].kubeadmConfigPatches[0] changes nothing: of a node that joins, kubeadm reads JoinConfiguration and KubeletConfiguration alone",
    ]
  `)
})

test('more cores than there are, are refused before anything is started', () => {
  expect(() => checkPlan(samplePlan({ nodes: [{ cpus: 9 }] }))).toThrow("nodes[0].cpus  9 is more than the 8 of the engine's host")
})

test('a proxy on this machine is told, without its password', () => {
  const proxies = { http: 'http://me:secret@127.0.0.1:3128', https: 'http://localhost.corp:3128', no: undefined }
  expect(checkPlan(samplePlan({}, { proxies }))).toEqual([
    "the proxy http://127.0.0.1:3128 is this machine's own address: in a node it leads to the node itself, and pulls through it fail",
  ])
})

test('a JSON patch that cannot be applied stops before anything is started', () => {
  const plan = samplePlan({
    kubeadmConfigPatchesJSON6902: [
      { group: 'kubeadm.k8s.io', version: 'v1beta4', kind: 'ClusterConfiguration', patch: '- {op: remove, path: /dns}' },
    ],
  })
  expect(() => checkPlan(plan)).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 1 problem in the options of cluster "web"
      kubeadmConfigPatchesJSON6902[0].patch  operation 0 (remove /dns): Value required at path: /dns
      nothing was started]
  `)
})

test('ranges that overlap the Docker network, and IPv6 without any, are refused before anything is started', () => {
  const plan = samplePlan(
    { networking: { ipFamily: 'dual', podSubnet: '172.16.0.0/12,fd00:1::/56' } },
    { network: { name: 'kind', subnet: '172.18.0.0/16', ipv6: false, takenAddresses: [] } },
  )
  expect(() => checkPlan(plan)).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 2 problems in the options of cluster "web"
      networking.ipFamily  "dual" needs IPv6, which the network "kind" of this engine does not have
      networking.podSubnet  "172.16.0.0/12,fd00:1::/56" overlaps 172.18.0.0/16, the range of the Docker network "kind"
      nothing was started]
  `)
})

test('an even number of control planes is worth a word', () => {
  expect(checkPlan(samplePlan({ controlPlanes: 2 }))).toMatchInlineSnapshot(`
    [
      "2 control planes tolerate the loss of 0, as 1 would: etcd needs more than half",
    ]
  `)
})

test('gates, API groups, taints and the proxy mode reach the programs they are for', () => {
  const documents = documentsOf({
    featureGates: { B: false, A: true },
    runtimeConfig: { 'api/beta': 'true', 'api/alpha': 'false' },
    networking: { kubeProxyMode: 'nftables' },
    nodes: [{ taints: [{ key: 'gpu', effect: 'NoSchedule' }] }, { role: 'worker' }],
  })
  const gates = { name: 'feature-gates', value: 'A=true,B=false' }
  expect(documents['ClusterConfiguration']).toMatchObject({
    apiServer: { extraArgs: [{ name: 'runtime-config', value: 'api/alpha=false,api/beta=true' }, gates] },
    controllerManager: { extraArgs: expect.arrayContaining([gates]) },
    scheduler: { extraArgs: expect.arrayContaining([gates]) },
  })
  expect(documents['KubeletConfiguration']).toMatchObject({ featureGates: { A: true, B: false } })
  expect(documents['KubeProxyConfiguration']).toMatchObject({
    mode: 'nftables',
    featureGates: { A: true, B: false },
    conntrack: { tcpBeLiberal: true },
  })
  expect(documents['InitConfiguration']).toMatchObject({ nodeRegistration: { taints: [{ key: 'gpu', value: '', effect: 'NoSchedule' }] } })
})

test('without kube-proxy neither its document nor its phase is there', () => {
  const documents = documentsOf({ networking: { kubeProxyMode: 'none' } })
  expect(documents).not.toHaveProperty('KubeProxyConfiguration')
  expect(documents['InitConfiguration']).toMatchObject({ skipPhases: ['preflight', 'kubelet-finalize', 'addon/kube-proxy'] })
})

test('IPv6 alone: addresses, binds and names of that family', () => {
  const documents = documentsOf({ networking: { ipFamily: 'ipv6' } })
  expect(documents['InitConfiguration']).toMatchObject({ localAPIEndpoint: { advertiseAddress: 'fc00::2' } })
  expect(documents['KubeletConfiguration']).toMatchObject({ address: '::', healthzBindAddress: '::' })
  expect(documents['ClusterConfiguration']).toMatchObject({ apiServer: { certSANs: ['localhost', '::1', '127.0.0.1'] } })
})

test('dual stack: the node has both addresses, the family of the first Service range first', () => {
  const nodeIp = (serviceSubnet: string): unknown =>
    (
      documentsOf({ networking: { ipFamily: 'dual', serviceSubnet } })['InitConfiguration'] as {
        nodeRegistration: { kubeletExtraArgs: { value: string }[] }
      }
    ).nodeRegistration.kubeletExtraArgs[0]!.value
  expect(nodeIp('10.96.0.0/16,fd00:10:96::/112')).toBe('172.18.128.2,fc00::2')
  expect(nodeIp('fd00:10:96::/112,10.96.0.0/16')).toBe('fc00::2,172.18.128.2')
})

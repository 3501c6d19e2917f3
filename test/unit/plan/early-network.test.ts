import { expect, test } from 'vitest'
import { planEarlyNetwork, type EarlyNetworkInput } from '../../../src/plan/early-network.ts'
import { planServiceAddresses } from '../../../src/plan/service-addresses.ts'
import { samplePlan } from '../../support/sample-plan.ts'

const { spec } = samplePlan({})
const { networking } = spec
const input: EarlyNetworkInput = { spec, manifest: 'command: [/usr/local/bin/run-flannel]', mtu: 1500 }

interface Configuration {
  readonly plugins: readonly { readonly mtu?: number; readonly ipam?: { readonly ranges: unknown; readonly routes: unknown } }[]
}

function plan(podSubnet: string, mtu = 1500): Configuration['plugins'][number] | undefined {
  const [file] = planEarlyNetwork({ ...input, mtu, spec: { ...spec, networking: { ...networking, podSubnet } } }, true)
  return file && (JSON.parse(file.content) as Configuration).plugins[0]
}

test('the first node has its pod network before flannel runs: the file that flannel writes a second later', () => {
  expect(planEarlyNetwork(input, true)).toMatchInlineSnapshot(`
    [
      {
        "content": "{"cniVersion":"1.0.0","name":"flannel","plugins":[{"type":"ptp","mtu":1450,"ipMasq":false,"ipam":{"type":"host-local","dataDir":"/run/cni-ipam-state","ranges":[[{"subnet":"10.244.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}},{"type":"portmap","capabilities":{"portMappings":true}}]}
    ",
        "path": "/etc/cni/net.d/10-flannel.conflist",
      },
    ]
  `)
})

test.for([
  ['10.244.0.0/16', '10.244.0.0/24'],
  ['10.10.5.0/20', '10.10.0.0/24'],
  ['10.10.5.0/24', '10.10.5.0/24'],
  ['fd00:10:244::/56', 'fd00:10:244::/64'],
])('of %s the first node gets %s', ([podSubnet, first]) => {
  expect(plan(podSubnet!)?.ipam?.ranges).toEqual([[{ subnet: first }]])
})

test('of two families IPv4 comes first, and packets leave room for the longer header', () => {
  expect(plan('fd00:10:244::/56,10.244.0.0/16', 9000)).toMatchObject({
    mtu: 8930,
    ipam: {
      ranges: [[{ subnet: '10.244.0.0/24' }], [{ subnet: 'fd00:10:244::/64' }]],
      routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
    },
  })
})

test('any other node has it when its range is known: containerd makes the file of a template then', () => {
  expect(planEarlyNetwork(input, false)).toMatchInlineSnapshot(`
    [
      {
        "content": "{"cniVersion":"1.0.0","name":"flannel","plugins":[{"type":"ptp","mtu":1450,"ipMasq":false,"ipam":{"type":"host-local","dataDir":"/run/cni-ipam-state","ranges":[{{range $index, $subnet := .PodCIDRRanges}}{{if $index}},{{end}}[{"subnet":"{{$subnet}}"}]{{end}}],"routes":[{"dst":"0.0.0.0/0"}]}},{"type":"portmap","capabilities":{"portMappings":true}}]}
    ",
        "path": "/kind/pod-network.template",
      },
    ]
  `)
})

test('of two families, a template has both ranges, and the ways out that flannel will write', () => {
  const podSubnet = 'fd00:10:244::/56,10.244.0.0/16'
  const [file] = planEarlyNetwork({ ...input, spec: { ...spec, networking: { ...networking, podSubnet } } }, false)
  const told = file!.content.replace(/\[\{\{.*end\}\}\]/, '[]')
  expect((JSON.parse(told) as Configuration).plugins[0]).toMatchObject({
    mtu: 1430,
    ipam: { routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }] },
  })
})

test.for<readonly [string, EarlyNetworkInput['spec']]>([
  ['patches, which may change the size of ranges', { ...spec, kubeadmConfigPatches: ['kind: ClusterConfiguration'] }],
  ['a subnet smaller than the range of a node', { ...spec, networking: { ...networking, podSubnet: '10.244.0.0/26' } }],
  ['an IPv6 range that is not written plainly', { ...spec, networking: { ...networking, podSubnet: 'fd00:10:244::/40' } }],
])('the range of the first node is to be told, too, with %s', ([, one]) => {
  expect(planEarlyNetwork({ ...input, spec: one }, true).map(({ path }) => path)).toEqual(['/kind/pod-network.template'])
})

test.for<readonly [string, EarlyNetworkInput]>([
  ['another network of the image', { ...input, manifest: 'kind: ConfigMap' }],
  ['a network of the user', { ...input, spec: { ...spec, networking: { ...networking, disableDefaultCNI: true } } }],
  ['kubeadm as it is', { ...input, spec: { ...spec, fidelity: 'kubeadm' } }],
])('nothing is foreseen for %s', ([, one]) => {
  expect([planEarlyNetwork(one, true), planEarlyNetwork(one, false)]).toEqual([[], []])
})

test.for<readonly [string, EarlyNetworkInput['spec']['networking']]>([
  ['Services are somebody else’s affair', { ...networking, kubeProxyMode: 'none' }],
  ['their addresses are not plain to see', { ...networking, serviceSubnet: 'fd00:10:96::100/112' }],
])('no other node has it before flannel where %s: nobody would wait for the way to other nodes', ([, one]) => {
  expect(planEarlyNetwork({ ...input, spec: { ...spec, networking: one } }, false)).toEqual([])
})

test.for([
  ['10.96.0.0/16', { api: '10.96.0.1', dns: '10.96.0.10' }],
  ['10.43.7.0/18,fd00:10:96::/112', { api: '10.43.0.1', dns: '10.43.0.10' }],
  ['fd00:10:96::/112,10.96.0.0/16', { api: 'fd00:10:96::1', dns: 'fd00:10:96::a' }],
  ['fd00:10:96::100/112', undefined],
] as const)('of the Services in %s, those that are there from the start', ([serviceSubnet, addresses]) => {
  expect(planServiceAddresses({ serviceSubnet })).toEqual(addresses)
})

// One wrong thing after the other → the line that tells it, and its neighbours that are right.
import { describe, expect, test } from 'vitest'
import { findOptionProblems } from '../../../src/config/schema/find-problems.ts'

const worker = (fields: object): object => ({ nodes: [{}, { role: 'worker', ...fields }] })
const labels = (key: string, value = ''): object => worker({ labels: { [key]: value } })
const pods = (podSubnet: string, more: object = {}): object => ({ networking: { podSubnet, ...more } })
const services = (serviceSubnet: string, more: object = {}): object => ({ networking: { serviceSubnet, ...more } })
const ipv6 = { ipFamily: 'ipv6' }
const mount = (containerPath: string, hostPath = '/srv'): object => worker({ extraMounts: [{ hostPath, containerPath }] })
const merge = (text: string): object => ({ kubeadmConfigPatches: [text] })
const operations = (...list: object[]): object => ({ containerdConfigPatchesJSON6902: [list] })
const registry = (text: string, plugin = 'io.containerd.grpc.v1.cri'): string => `[plugins."${plugin}".registry]\n${text}`

describe('is wrong', () => {
  test.for<[what: string, options: object, line: string]>([
    // The kubelet's rules for labels it may give its node.
    ['a role', labels('node-role.kubernetes.io/worker'), 'nodes[1].labels.node-role.kubernetes.io/worker  a node may not give itself'],
    ['another role', labels('node-role.kubernetes.io/control-plane'), 'kubectl label node NAME node-role.kubernetes.io/control-plane='],
    ['a label of a namespace that is not for nodes', labels('storage.k8s.io/fast', 'y'), 'kubectl label node NAME storage.k8s.io/fast=y'],
    ['a restricted label', labels('node-restriction.kubernetes.io/x'), 'a node may not'],
    ['a key beside the allowed ones', labels('kubernetes.io/role'), 'a node may not'],
    ['a key that only looks like an allowed one', labels('topology.kubernetes.io/rack'), 'a node may not'],
    ['the root of a namespace', labels('k8s.io/x'), 'a node may not'],
    ['a domain that only ends like an allowed one', labels('mynode.kubernetes.io/x'), 'a node may not'],
    ['a value with a space', labels('a', 'b c'), 'nodes[1].labels.a  "b c": not a value of Kubernetes'],
    ['a value with a comma', labels('a', 'b,c=d'), 'not a value of Kubernetes'],
    ['a value with a slash', labels('a', 'b/c'), 'not a value of Kubernetes'],
    ['a value that ends with a dash', labels('a', 'b-'), 'not a value of Kubernetes'],
    ['a value of 64', labels('a', 'b'.repeat(64)), 'not a value of Kubernetes'],
    ['a key with a space', labels('a b'), 'not a key of Kubernetes'],
    ['a key with two slashes', labels('a/b/c'), 'not a key of Kubernetes'],
    ['a key with capitals before the slash', labels('Example.com/a'), 'not a key of Kubernetes'],
    ['a key of 64', labels('a'.repeat(64)), 'not a key of Kubernetes'],
    ['an empty key', labels(''), 'not a key of Kubernetes'],
    [
      'labels as an argument',
      merge('kind: JoinConfiguration\nnodeRegistration: {kubeletExtraArgs: {node-labels: "a=b,node-role.kubernetes.io/x="}}'),
      'kubeadmConfigPatches[0]  node-labels: a node may not give itself this label',
    ],
    [
      'labels as an argument, the newer way',
      merge('kind: InitConfiguration\nnodeRegistration: {kubeletExtraArgs: [{name: node-labels, value: k8s.io/x=y}]}'),
      'kubectl label node NAME k8s.io/x=y',
    ],
    // Taints.
    ['a taint without a key', worker({ taints: [{ key: '', effect: 'NoSchedule' }] }), 'not a key of Kubernetes'],
    ['a taint with a space', worker({ taints: [{ key: 'a', value: 'b c', effect: 'NoExecute' }] }), 'not a value of Kubernetes'],
    ['an effect', worker({ taints: [{ key: 'a', effect: 'NoSchedul' }] }), 'did you mean "NoSchedule"?'],
    [
      'no node for CoreDNS',
      { nodes: [{ taints: [{ key: 'gpu', effect: 'NoSchedule' }] }] },
      'nodes[0].taints  the only node is tainted so that CoreDNS finds none',
    ],
    [
      'a taint twice',
      { nodes: [{}, { taints: [1, 2].map((value) => ({ key: 'a', value: `${value}`, effect: 'NoExecute' })) }] },
      'nodes[1].taints[1]  "a" with NoExecute stands in taints[0] already',
    ],
    // What the API server would end at.
    [
      'a word that is no truth value',
      { runtimeConfig: { 'api/alpha': 'yes' } },
      'runtimeConfig.api/alpha  "yes" is neither "true" nor "false"',
    ],
    ['no value for all groups', { runtimeConfig: { 'api/beta': '' } }, '"" is neither "true" nor "false"'],
    ['a number for all groups', { runtimeConfig: { 'api/all': '1' } }, '"1" is neither "true" nor "false"'],
    ['a version that is no truth value', { runtimeConfig: { 'batch/v2alpha1': 'on' } }, '"on" is neither'],
    ['no API', { runtimeConfig: { 'api/all': 'false' } }, 'the API server would serve no API'],
    // Names.
    ['a name with a slash', { name: 'a/b' }, 'name  "a/b": a name is made of'],
    ['a name that climbs', { name: '../..' }, 'a name is made of'],
    ['a dash after a dot', { name: 'a.-b' }, 'a name is made of'],
    ['a dot at the end', { name: 'a.' }, 'a name is made of'],
    ['a name too long for its node', { name: 'a'.repeat(50) }, 'longer than 49 characters'],
    ['a name too long for a balancer', { name: 'a'.repeat(42), controlPlanes: 3 }, 'with "-external-load-balancer" behind it'],
    // Mounts.
    ['a relative place in the node', mount('data'), 'nodes[1].extraMounts[0].containerPath  "data": not absolute'],
    ['the root of the node', mount('/'), "a node's root cannot be mounted over"],
    ['the root of the node, less plainly', mount('/a/..'), "a node's root cannot be mounted over"],
    ['a place the node has', mount('/run/'), 'the node has its own there'],
    ['a colon', mount('/a', '/b:c'), 'hostPath  "/b:c": the engine takes ":" for the end of a path'],
    [
      'one place twice',
      worker({
        extraMounts: [
          { hostPath: '/a', containerPath: '/x' },
          { hostPath: '/b', containerPath: '/x/' },
        ],
      }),
      'nodes[1].extraMounts[1].containerPath  "/x/": nodes[1].extraMounts[0] mounts there already',
    ],
    // Ranges, by the rules of kubeadm 1.37.
    ['a range for pods without room', pods('10.1.0.0/25'), '"10.1.0.0/25": too small; each node gets a /24 of it'],
    ['a range with room for one of two', { workers: 1, ...pods('10.1.0.0/24') }, 'room for 1 node, and there are 2; each gets a /24 of it'],
    ['too large a range for pods', pods('16.0.0.0/7'), 'kubeadm takes no IPv4 range before /8'],
    ['too small a range, IPv6', pods('fd00::/65', ipv6), 'each node gets a /64 of it'],
    ['too large a range, IPv6', pods('fd00::/40', ipv6), 'kubeadm takes no IPv6 range before /48'],
    ['too few addresses for Services', services('10.1.0.0/29'), 'too small; Services need a /28'],
    ['too many addresses for Services', services('11.0.0.0/8'), 'too large; Services have no more than a /12'],
    ['too many addresses for Services, IPv6', services('fd00::/64', ipv6), 'no more than a /108'],
    // Sizes.
    ['less memory than an engine gives', worker({ memory: 2 }), 'less than 6Mi, the least that an engine gives'],
    ['memory without a unit', worker({ memory: '2 GB' }), 'not an amount of memory such as 2Gi'],
    ['no core', worker({ cpus: 0 }), 'nodes[1].cpus'],
    // Patches.
    ['an operation without its value', operations({ op: 'add', path: '/a' }), 'operation 0: "add" without a "value"'],
    ['an operation without its source', operations({ op: 'move', path: '/a' }), 'operation 0: "from" is missing, not a path'],
    ['an operation that is none', operations({ op: 'remove', path: '/a' }, { path: '/a' }), 'operation 1: "op" is missing, not one of'],
    ['a version of containerd as a text', { containerdConfigPatches: ['version = "2"'] }, 'version is "2", not a number'],
    [
      'mirrors beside a registry of ours',
      { registry: true, containerdConfigPatches: [registry('mirrors."b".endpoint = []')] },
      'containerdConfigPatches[0]  registry mirrors cannot stand beside registry: true',
    ],
    [
      'mirrors beside mirrors of ours',
      { mirrors: ['ghcr.io'], containerdConfigPatches: [registry('mirrors."b".endpoint = []')] },
      'containerdConfigPatches[0]  registry mirrors cannot stand beside the option mirrors',
    ],
    [
      'mirrors beside a folder of registries',
      {
        containerdConfigPatches: [
          registry('config_path = "/etc/containerd/certs.d"'),
          registry('mirrors."localhost:5001".endpoint = ["http://r:5000"]'),
        ],
      },
      'containerdConfigPatches[1]  registry mirrors cannot stand beside a config_path; containerdConfigPatches[0] gives one',
    ],
    [
      'both in one patch',
      { containerdConfigPatches: [registry('config_path = "/a"\nmirrors."b".endpoint = []', 'io.containerd.cri.v1.images')] },
      'containerdConfigPatches[0]  registry mirrors cannot stand beside a config_path: leave',
    ],
    ['no number', { kubeadmConfigPatches: [{ kind: 'KubeletConfiguration', maxPods: Number.NaN }] }, 'maxPods is NaN'],
  ])('%s', ([, options, line]) => {
    expect(findOptionProblems(options).join('\n')).toContain(line)
    expect(findOptionProblems(options)).toHaveLength(1)
  })
})

describe('is right', () => {
  test.for<[what: string, options: object]>([
    ['a zone', labels('topology.kubernetes.io/zone', 'eu-1a')],
    ['a label of the kubelet', labels('node.kubernetes.io/x', 'a')],
    ['a label below an allowed domain', labels('x.node.kubernetes.io/y')],
    ['a hostname', labels('kubernetes.io/hostname', 'h')],
    ['a domain that only ends like that of Kubernetes', labels('mykubernetes.io/role')],
    ['a label without a value', labels('ingress-ready')],
    ['a value of 63', labels('a', 'b'.repeat(63))],
    ['a value in capitals', labels('A_b.c', 'V1_2.3-x')],
    ['labels as an argument', merge('kind: JoinConfiguration\nnodeRegistration: {kubeletExtraArgs: {node-labels: "a=b,c=d"}}')],
    ['a taint kubeadm would give', { nodes: [{ taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }] }],
    ['a taint that leaves a node', worker({ taints: [{ key: 'gpu', effect: 'NoSchedule' }] })],
    ['two taints of one key', { nodes: [{}, { taints: ['NoExecute', 'NoSchedule'].map((effect) => ({ key: 'a', effect })) }] }],
    ['an API without a value', { runtimeConfig: { 'batch/v2alpha1': '', 'apps/v1/deployments': 'T', v1: '1' } }],
    ['one API', { runtimeConfig: { 'api/all': 'false', 'apps/v1': 'true' } }],
    ['a name of digits', { name: '1.10' }],
    ['a name that ends with a dash', { name: 'ci-' }],
    ['the longest name', { name: 'a'.repeat(49) }],
    ['the longest name before a balancer', { name: 'a'.repeat(41), controlPlanes: 3 }],
    ['a mount over the volume of the node', mount('/var')],
    ['a mount of a drive', mount('/a', 'C:\\src')],
    ['one place in two nodes', { nodes: [{}, {}].map(() => ({ extraMounts: [{ hostPath: '/a', containerPath: '/x' }] })) }],
    ['a range for one node', pods('10.1.0.0/24')],
    ['a range that another network divides', { workers: 3, ...pods('10.1.0.0/24', { disableDefaultCNI: true }) }],
    [
      'smaller parts by a patch',
      { ...pods('10.1.0.0/26'), ...merge('kind: ClusterConfiguration\ncontrollerManager: {extraArgs: {node-cidr-mask-size-ipv4: "27"}}') },
    ],
    ['the smallest range for Services', services('10.1.0.0/28')],
    ['the largest range for Services, IPv6', services('fd00::/108', ipv6)],
    ['no nodes', { nodes: [] }],
    ['no nodes, and workers', { nodes: [], workers: 1 }],
    ['memory by an exponent', worker({ memory: '2e9' })],
    ['memory with a fraction', worker({ memory: '1.5Gi' })],
    ['a patch that says nothing', merge('# later')],
    ['a patch with a key twice', merge('kind: ClusterConfiguration\na: 1\na: 2')],
    ['a protocol in any case', worker({ extraPortMappings: [{ containerPort: 80, protocol: 'Tcp' }] })],
    ['mirrors alone', { containerdConfigPatches: [registry('mirrors."b".endpoint = []'), 'version = 2'] }],
    [
      'a folder that is taken away',
      { containerdConfigPatches: [registry('config_path = "/a"'), registry('config_path = ""\nmirrors."b".endpoint = []')] },
    ],
    [
      'mirrors for one version of containerd, a folder for the other',
      {
        containerdConfigPatches: [
          `version = 2\n${registry('mirrors."b".endpoint = []')}`,
          `version = 3\n${registry('config_path = "/a"')}`,
        ],
      },
    ],
    ['a value that is null', operations({ op: 'add', path: '/a', value: null })],
  ])('%s', ([, options]) => {
    expect(findOptionProblems(options)).toEqual([])
  })
})

describe('all at once', () => {
  test('what is wrong by itself hides nothing that is wrong between fields', () => {
    const options = {
      name: 'Web',
      workers: 'two',
      nodes: [
        { role: 'worker', labels: { 'node-role.kubernetes.io/worker': '' }, extraPortMappings: [{ containerPort: 80, hostPort: 8080 }] },
        { role: 'worker', extraPortMappings: [{ containerPort: 0, hostPort: 8080 }], kubeadmConfigPatches: ['kind: [', 5] },
      ],
      networking: { podSubnet: '10.96.0.0/12', kubeProxyMode: 'ipv' },
      containerdConfigPatches: ['[plugins'],
    }
    expect(findOptionProblems(options)).toMatchInlineSnapshot(`
      [
        "name                                            "Web": a name is made of a-z, 0-9, "-" and ".", with a letter or digit at its start and on both sides of "."",
        "nodes[1].extraPortMappings[0].containerPort     0: at least 1",
        "nodes[1].kubeadmConfigPatches[1]                5: neither YAML text nor an object",
        "networking.kubeProxyMode                        "ipv" is not one of iptables, ipvs, nftables, none; did you mean "ipvs"?",
        "workers                                         "two" is not a number",
        "nodes                                           no control plane among them; a cluster needs one",
        "nodes[0].labels.node-role.kubernetes.io/worker  a node may not give itself this label; leave it out, and when the cluster is there: kubectl label node NAME node-role.kubernetes.io/worker=",
        "nodes[1].extraPortMappings[0].hostPort          8080: nodes[0].extraPortMappings[0] wants TCP port 8080 of 0.0.0.0 already",
        "networking.serviceSubnet                        "10.96.0.0/16" overlaps podSubnet "10.96.0.0/12"",
        "nodes[1].kubeadmConfigPatches[0]                1:8  did not find expected node content",
        "containerdConfigPatches[0]                      Invalid TOML document: incomplete key-value: cannot find end of key",
      ]
    `)
  })

  test('nothing is said of a default that stands in for what is wrong', () => {
    // The default for pods overlaps these Services; what is meant is not known.
    expect(findOptionProblems({ networking: { podSubnet: 'ten', serviceSubnet: '10.244.0.0/20' } })).toHaveLength(1)
    expect(findOptionProblems({ networking: { ipFamily: 'ip4', podSubnet: 'fd00::/56' } })).toHaveLength(1)
    expect(findOptionProblems({ nodes: [{ role: 'control' }, { role: 'worker' }] })).toHaveLength(1)
    expect(findOptionProblems({ nodes: ['control-plane'] })).toHaveLength(1)
    expect(
      findOptionProblems({
        networking: { apiServerPort: 80, apiServerAddress: 'all' },
        nodes: [{ extraPortMappings: [{ containerPort: 80, hostPort: 80, listenAddress: '127.0.0.1' }] }],
      }),
    ).toHaveLength(1)
  })
})

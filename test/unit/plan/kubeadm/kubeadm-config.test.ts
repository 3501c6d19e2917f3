import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { describeRestrictions, planNodeFiles } from '../../../../src/plan/node-files.ts'
import { renderKubeadmConfig } from '../../../../src/plan/kubeadm/kubeadm-config.ts'
import type { NodeFacts } from '../../../../src/plan/host-facts.ts'
import type { ClusterPlan } from '../../../../src/plan/plan.ts'
import { samplePlan } from '../../../support/sample-plan.ts'

const free: NodeFacts = { cgroupVersion: 2, lacksSysResource: false }

function documents(plan: ClusterPlan, facts: NodeFacts = free): Record<string, Record<string, unknown>> {
  const text = renderKubeadmConfig(plan, plan.nodes[0]!, { ipv4: '172.18.128.2', ipv6: 'fc00::2' }, facts)
  return Object.fromEntries(
    parseAllDocuments(text).map((document) => [document.get('kind') as string, document.toJS() as Record<string, unknown>]),
  )
}

test('a single node boots with these documents', () => {
  const plan = samplePlan()
  expect(renderKubeadmConfig(plan, plan.nodes[0]!, { ipv4: '172.18.128.2', ipv6: 'fc00::2' }, free)).toMatchInlineSnapshot(`
    "apiVersion: kubeadm.k8s.io/v1beta4
    kind: ClusterConfiguration
    kubernetesVersion: v1.37.2
    clusterName: web
    controlPlaneEndpoint: web-control-plane:6443
    encryptionAlgorithm: ECDSA-P256
    etcd:
      local:
        extraArgs:
          - name: heartbeat-interval
            value: "50"
          - name: election-timeout
            value: "250"
          - name: watch-progress-notify-interval
            value: 60s
    apiServer:
      certSANs:
        - localhost
        - 127.0.0.1
      extraArgs:
        - name: runtime-config
          value: ""
    controllerManager:
      extraArgs:
        - name: leader-elect
          value: "false"
        - name: kube-api-qps
          value: "200"
        - name: kube-api-burst
          value: "400"
        - name: node-monitor-period
          value: 1s
        - name: enable-hostpath-provisioner
          value: "true"
    scheduler:
      extraArgs:
        - name: leader-elect
          value: "false"
        - name: kube-api-qps
          value: "200"
        - name: kube-api-burst
          value: "400"
    networking:
      podSubnet: 10.244.0.0/16
      serviceSubnet: 10.96.0.0/16
    ---
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: InitConfiguration
    bootstrapTokens:
      - token: abcdef.0123456789abcdef
    localAPIEndpoint:
      advertiseAddress: 172.18.128.2
      bindPort: 6443
    nodeRegistration:
      name: web-control-plane
      criSocket: unix:///run/containerd/containerd.sock
      kubeletExtraArgs:
        - name: node-ip
          value: 172.18.128.2
        - name: provider-id
          value: kind://docker/web/web-control-plane
        - name: node-labels
          value: ""
      taints: []
    patches:
      directory: /kind/patches
    timeouts:
      kubernetesAPICall: 90s
      etcdAPICall: 180s
    skipPhases:
      - preflight
      - kubelet-finalize
    ---
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: JoinConfiguration
    discovery:
      bootstrapToken:
        apiServerEndpoint: web-control-plane:6443
        token: abcdef.0123456789abcdef
        unsafeSkipCAVerification: true
    nodeRegistration:
      name: web-control-plane
      criSocket: unix:///run/containerd/containerd.sock
      kubeletExtraArgs:
        - name: node-ip
          value: 172.18.128.2
        - name: provider-id
          value: kind://docker/web/web-control-plane
        - name: node-labels
          value: ""
      taints: []
    controlPlane:
      localAPIEndpoint:
        advertiseAddress: 172.18.128.2
        bindPort: 6443
    patches:
      directory: /kind/patches
    timeouts:
      kubernetesAPICall: 90s
      etcdAPICall: 180s
    skipPhases:
      - preflight
    ---
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cgroupDriver: systemd
    cgroupRoot: /kubelet
    failSwapOn: false
    imageGCHighThresholdPercent: 100
    evictionHard:
      nodefs.available: 0%
      nodefs.inodesFree: 0%
      imagefs.available: 0%
    ---
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: iptables
    iptables:
      minSyncPeriod: 100ms
    conntrack:
      maxPerCore: 0
    "
  `)
})

test('a control plane with workers keeps its taint', () => {
  expect(documents(samplePlan({ workers: 1 }))['InitConfiguration']?.['nodeRegistration']).not.toHaveProperty('taints')
})

test('without workers, control planes run pods', () => {
  expect(documents(samplePlan({ nodes: [{}, {}, {}] }))['InitConfiguration']?.['nodeRegistration']).toHaveProperty('taints', [])
})

test('labels of a node reach its kubelet', () => {
  const registration = documents(samplePlan({ nodes: [{ labels: { zone: 'b', disk: 'ssd' } }] }))['InitConfiguration']?.['nodeRegistration']
  expect(registration).toHaveProperty('kubeletExtraArgs', expect.arrayContaining([{ name: 'node-labels', value: 'disk=ssd,zone=b' }]))
})

test('cgroup v1 is allowed only where the host has it, and only to kubelets that know the field', () => {
  const kubelet = (facts: NodeFacts, kubernetesVersion = 'v1.37.2'): unknown =>
    documents(samplePlan({}, {}, { kubernetesVersion }), facts)['KubeletConfiguration']
  expect(kubelet(free)).not.toHaveProperty('failCgroupV1')
  expect(kubelet({ ...free, cgroupVersion: 1 })).toHaveProperty('failCgroupV1', false)
  expect(kubelet({ ...free, cgroupVersion: 1 }, 'v1.30.0')).not.toHaveProperty('failCgroupV1')
})

test('on cgroup v1 nothing makes cgroups by way of systemd, which would have them frozen; the cgroup is the same', () => {
  const kubelet = (facts: NodeFacts): unknown => documents(samplePlan(), facts)['KubeletConfiguration']
  expect(kubelet({ ...free, cgroupVersion: 1 })).toMatchObject({ cgroupDriver: 'cgroupfs', cgroupRoot: '/kubelet.slice' })
  expect(kubelet(free)).toMatchObject({ cgroupDriver: 'systemd', cgroupRoot: '/kubelet' })
})

test('a host without CAP_SYS_RESOURCE gets the gate for it, others do not', () => {
  const found = documents(samplePlan(), { ...free, lacksSysResource: true })
  expect(found['KubeletConfiguration']).toHaveProperty('featureGates', { KubeletInUserNamespace: true })
  expect(found['KubeProxyConfiguration'], 'which it may not lower').toHaveProperty('oomScoreAdj', 0)
  expect(documents(samplePlan({}, { rootless: true }))['KubeletConfiguration']).toHaveProperty('featureGates', {
    KubeletInUserNamespace: true,
  })
  expect(documents(samplePlan())['KubeletConfiguration']).not.toHaveProperty('featureGates')
})

test("a rootless engine is asked for no limits of the host's", () => {
  expect(documents(samplePlan({ networking: { kubeProxyMode: 'nftables' } }, { rootless: true }))['KubeProxyConfiguration']).toHaveProperty(
    'conntrack',
    {
      maxPerCore: 0,
      tcpEstablishedTimeout: '0s',
      tcpCloseWaitTimeout: '0s',
    },
  )
})

test.each(['v1.35.1', 'v1.30.4'])(
  'kubeadm before 1.36 (%s) gets the API that kind writes for it, with arguments as a map',
  (kubernetesVersion) => {
    const older = documents(samplePlan({}, {}, { kubernetesVersion }))
    expect(older['ClusterConfiguration']).toMatchObject({
      apiVersion: 'kubeadm.k8s.io/v1beta3',
      scheduler: { extraArgs: { 'leader-elect': 'false' } },
    })
    expect(older['ClusterConfiguration']).not.toHaveProperty('encryptionAlgorithm')
  },
)

test('node images before 1.24 have containerd on cgroupfs', () => {
  const driver = (kubernetesVersion: string): unknown =>
    documents(samplePlan({}, {}, { kubernetesVersion }))['KubeletConfiguration']!['cgroupDriver']
  expect([driver('v1.23.17'), driver('v1.24.0')]).toEqual(['cgroupfs', 'systemd'])
})

test.each([
  ['v1.37.2', 'kubeadm.k8s.io/v1beta4', false],
  ['v1.36.4', 'kubeadm.k8s.io/v1beta4', false],
  ['v1.35.8', 'kubeadm.k8s.io/v1beta3', false],
  // Before 1.35 the kubelet goes on by itself; before 1.31 it refuses a field it does not know.
  ['v1.34.11', 'kubeadm.k8s.io/v1beta3', undefined],
  ['v1.30.4', 'kubeadm.k8s.io/v1beta3', undefined],
] as const)('Kubernetes %s on cgroup v1, without CAP_SYS_RESOURCE', (kubernetesVersion, api, failCgroupV1) => {
  const facts: NodeFacts = { cgroupVersion: 1, lacksSysResource: true }
  const plan = samplePlan({}, {}, { kubernetesVersion })
  const found = documents(plan, facts)
  expect(found['InitConfiguration']?.['apiVersion']).toBe(api)
  expect(found['KubeletConfiguration']?.['failCgroupV1']).toBe(failCgroupV1)
  // An alpha gate since 1.22.
  expect(found['KubeletConfiguration']?.['featureGates']).toEqual({ KubeletInUserNamespace: true })
  expect(
    describeRestrictions(facts, plan.nodes[0]!).some((said) => said.includes('failCgroupV1')),
    'said only where it is done',
  ).toBe(failCgroupV1 === false)
})

test("with fidelity 'kubeadm', nothing is set to be faster", () => {
  const plan = samplePlan({ fidelity: 'kubeadm' })
  const { ClusterConfiguration, InitConfiguration, KubeProxyConfiguration } = documents(plan)
  expect(KubeProxyConfiguration).toMatchObject({ iptables: { minSyncPeriod: '1s' } })
  expect(ClusterConfiguration).not.toHaveProperty('encryptionAlgorithm')
  expect(ClusterConfiguration).not.toHaveProperty('etcd')
  expect(ClusterConfiguration).toMatchObject({
    controllerManager: { extraArgs: [{ name: 'enable-hostpath-provisioner', value: 'true' }] },
    scheduler: { extraArgs: [] },
  })
  // kubeadm ends when it is to look for patches where there is no folder.
  expect(InitConfiguration).not.toHaveProperty('patches')
  expect(
    planNodeFiles(plan, plan.nodes[0]!, { ...free, addresses: { ipv4: '172.18.128.2', ipv6: 'fc00::2' }, containerdConfig: '' }).files.map(
      ({ path }) => path,
    ),
  ).toEqual(['/kind/kubeadm.conf', '/kind/service-subnet'])
})

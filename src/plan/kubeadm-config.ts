// One node of the plan → the kubeadm documents it boots with. The same documents serve init and join; kubeadm reads its own.
import { stringify } from 'yaml'
import { nodePaths } from './node-paths.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'
import type { NodeFacts } from './host-facts.ts'

/** The YAML of `/kind/kubeadm.conf`. `address` is the node's own on the Docker network. */
export function renderKubeadmConfig(plan: ClusterPlan, node: NodePlan, address: string, facts: NodeFacts): string {
  const documents = [
    clusterConfiguration(plan),
    initConfiguration(plan, node, address),
    joinConfiguration(plan, node, address),
    kubeletConfiguration(plan, facts),
    kubeProxyConfiguration(),
  ]
  return documents.map((document) => stringify(document)).join('---\n')
}

function clusterConfiguration(plan: ClusterPlan): object {
  const version = kubeadmApi(plan)
  const { networking } = plan.spec
  return {
    apiVersion: version,
    kind: 'ClusterConfiguration',
    kubernetesVersion: plan.kubernetesVersion,
    clusterName: plan.spec.name,
    controlPlaneEndpoint: `${plan.nodes[0]!.name}:6443`,
    // An RSA key takes 0.5 s of a core to make, an elliptic one none (measured); v1beta3 does not know the field.
    ...(version.endsWith('v1beta4') && { encryptionAlgorithm: 'ECDSA-P256' }),
    apiServer: { certSANs: [...new Set(['localhost', '127.0.0.1', networking.apiServerAddress, plan.host.engineHost])] },
    controllerManager: { extraArgs: renderArguments(version, { ...soloArguments, 'kube-api-qps': '200', 'kube-api-burst': '400' }) },
    scheduler: { extraArgs: renderArguments(version, { ...soloArguments, 'kube-api-qps': '200', 'kube-api-burst': '400' }) },
    networking: { podSubnet: networking.podSubnet, serviceSubnet: networking.serviceSubnet },
  }
}

// With one control plane nobody else can lead: the election only costs its retry period of 2 s. The client limits above
// keep the controller manager from holding back the first DaemonSet pods for 5 s (default 20 requests/s; measured).
const soloArguments = { 'leader-elect': 'false' }

function initConfiguration(plan: ClusterPlan, node: NodePlan, address: string): object {
  return {
    apiVersion: kubeadmApi(plan),
    kind: 'InitConfiguration',
    bootstrapTokens: [{ token: plan.bootstrapToken }],
    localAPIEndpoint: { advertiseAddress: address, bindPort: 6443 },
    nodeRegistration: nodeRegistration(plan, node, address),
    ...(hasCoreDnsPatches(plan) && { patches: { directory: nodePaths.kubeadmPatches } }),
    // A node in a container fails checks that do not matter to it (swap, kernel configuration, ports of the host).
    skipPhases: ['preflight'],
  }
}

function joinConfiguration(plan: ClusterPlan, node: NodePlan, address: string): object {
  return {
    apiVersion: kubeadmApi(plan),
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: `${plan.nodes[0]!.name}:6443`,
        token: plan.bootstrapToken,
        // The CA is not known before init has made it; the token and the network are this cluster's own.
        unsafeSkipCAVerification: true,
      },
    },
    nodeRegistration: nodeRegistration(plan, node, address),
    skipPhases: ['preflight'],
  }
}

function nodeRegistration(plan: ClusterPlan, node: NodePlan, address: string): object {
  const labels = Object.entries(node.labels).map(([key, value]) => `${key}=${value}`)
  return {
    name: node.name,
    criSocket: 'unix:///run/containerd/containerd.sock',
    kubeletExtraArgs: renderArguments(kubeadmApi(plan), {
      'node-ip': address,
      'provider-id': `kind://docker/${plan.spec.name}/${node.name}`,
      ...(labels.length > 0 && { 'node-labels': labels.toSorted().join(',') }),
    }),
    // A single node must run the user's pods too. Absent, kubeadm taints a control plane.
    ...(plan.nodes.length === 1 && { taints: [] }),
  }
}

function kubeletConfiguration(plan: ClusterPlan, facts: NodeFacts): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'systemd',
    cgroupRoot: '/kubelet',
    failSwapOn: false,
    // The disk is the host's: its fill level is no reason to remove images or evict pods of a test.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
    // From 1.35 on the kubelet refuses cgroup v1 unless told; older ones do not know the field.
    ...(facts.cgroupVersion === 1 && minorOf(plan) >= 35 && { failCgroupV1: false }),
    // Lets the kubelet go on where scores, limits and sysctls may not be raised.
    ...(facts.lacksSysResource && { featureGates: { KubeletInUserNamespace: true } }),
  }
}

function kubeProxyConfiguration(): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    iptables: { minSyncPeriod: '1s' },
    // 0 leaves the host's limits alone: they are not the node's to set.
    conntrack: { maxPerCore: 0 },
  }
}

/** Whether this kubeadm knows the patch target `corednsdeployment`: since 1.32. */
export function hasCoreDnsPatches(plan: ClusterPlan): boolean {
  return minorOf(plan) >= 32
}

/** v1beta4 has been read since 1.31; older kubeadms know v1beta3. */
function kubeadmApi(plan: ClusterPlan): string {
  return `kubeadm.k8s.io/${minorOf(plan) >= 31 ? 'v1beta4' : 'v1beta3'}`
}

function minorOf(plan: ClusterPlan): number {
  return Number(plan.kubernetesVersion.split('.')[1])
}

/** Arguments are a list from v1beta4 on, a map before. */
function renderArguments(api: string, values: Readonly<Record<string, string>>): object {
  return api.endsWith('v1beta4') ? Object.entries(values).map(([name, value]) => ({ name, value })) : values
}

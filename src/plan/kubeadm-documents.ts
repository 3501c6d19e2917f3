// One node of the plan → kubeadm's documents as they are before anybody patches them. The same ones serve init and join; kubeadm
// reads its own.
import type { NodeFacts } from './host-facts.ts'
import { hasCoreDnsPatches, kubeadmApi, minorOf, renderArguments } from './kubeadm-api.ts'
import { listNodeAddresses, type NodeAddresses } from './node-addresses.ts'
import { planNodePatches } from './node-patches.ts'
import { nodePaths } from './node-paths.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'

export interface KubeadmDocument {
  readonly apiVersion: string
  readonly kind: string
  readonly [field: string]: unknown
}

/** `addresses` are the node's own on the Docker network. */
export function planKubeadmDocuments(plan: ClusterPlan, node: NodePlan, addresses: NodeAddresses, facts: NodeFacts): KubeadmDocument[] {
  const own = listNodeAddresses(plan.spec.networking, addresses)
  return [
    clusterConfiguration(plan),
    initConfiguration(plan, node, own),
    joinConfiguration(plan, node, own),
    kubeletConfiguration(plan, facts),
    ...(plan.spec.networking.kubeProxyMode === 'none' ? [] : [kubeProxyConfiguration(plan)]),
  ]
}

function clusterConfiguration(plan: ClusterPlan): KubeadmDocument {
  const api = kubeadmApi(plan)
  const { networking, runtimeConfig } = plan.spec
  const gates = renderGates(plan)
  const ipv6 = networking.ipFamily === 'ipv6'
  const runtime = Object.keys(runtimeConfig).toSorted().map((key) => `${key}=${runtimeConfig[key]}`).join(',')
  // StorageClasses of the provisioner kubernetes.io/host-path work, as with kind.
  const hostPath = { 'enable-hostpath-provisioner': 'true' }
  const clientLimits = { 'kube-api-qps': '200', 'kube-api-burst': '400' }
  return {
    apiVersion: api,
    kind: 'ClusterConfiguration',
    kubernetesVersion: plan.kubernetesVersion,
    clusterName: plan.spec.name,
    controlPlaneEndpoint: plan.endpoint,
    // An RSA key takes 0.5 s of a core to make, an elliptic one none (measured); v1beta3 does not know the field.
    ...(api === 'kubeadm.k8s.io/v1beta4' && { encryptionAlgorithm: 'ECDSA-P256' }),
    apiServer: {
      certSANs: [...new Set(['localhost', ipv6 ? '::1' : '127.0.0.1', networking.apiServerAddress, plan.host.engineHost])],
      // Empty ones too, here and below: JSON patches written for kind find the places they name.
      extraArgs: renderArguments(api, { 'runtime-config': runtime, ...gates }),
    },
    // The election costs its retry period of 2 s, and with one control plane nobody else can lead. The client limits keep the
    // controller manager from holding back the first DaemonSet pods for 5 s (default 20 requests/s; both measured).
    controllerManager: { extraArgs: renderArguments(api, { ...leadAlone(plan), ...clientLimits, ...hostPath, ...(ipv6 && { 'bind-address': '::' }), ...gates }) },
    scheduler: { extraArgs: renderArguments(api, { ...leadAlone(plan), ...clientLimits, ...(ipv6 && { 'bind-address': '::1' }), ...gates }) },
    networking: { podSubnet: networking.podSubnet, serviceSubnet: networking.serviceSubnet },
  }
}

function leadAlone(plan: ClusterPlan): Record<string, string> {
  return plan.loadBalancer ? {} : { 'leader-elect': 'false' }
}

function renderGates({ spec }: ClusterPlan): Record<string, string> {
  const gates = Object.keys(spec.featureGates).toSorted().map((name) => `${name}=${spec.featureGates[name]}`)
  return gates.length > 0 ? { 'feature-gates': gates.join(',') } : {}
}

function initConfiguration(plan: ClusterPlan, node: NodePlan, own: readonly string[]): KubeadmDocument {
  return {
    apiVersion: kubeadmApi(plan),
    kind: 'InitConfiguration',
    bootstrapTokens: [{ token: plan.bootstrapToken }],
    localAPIEndpoint: { advertiseAddress: own[0], bindPort: 6443 },
    nodeRegistration: nodeRegistration(plan, node, own),
    ...((hasCoreDnsPatches(plan) || planNodePatches(plan, node).length > 0) && { patches: { directory: nodePaths.kubeadmPatches } }),
    // A node in a container fails checks that do not matter to it (swap, kernel configuration, ports of the host).
    skipPhases: ['preflight', ...(plan.spec.networking.kubeProxyMode === 'none' ? ['addon/kube-proxy'] : [])],
  }
}

function joinConfiguration(plan: ClusterPlan, node: NodePlan, own: readonly string[]): KubeadmDocument {
  return {
    apiVersion: kubeadmApi(plan),
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: plan.endpoint,
        token: plan.bootstrapToken,
        // The CA is not known before init has made it; the token and the network are this cluster's own.
        unsafeSkipCAVerification: true,
      },
    },
    nodeRegistration: nodeRegistration(plan, node, own),
    ...(node.role === 'control-plane' && { controlPlane: { localAPIEndpoint: { advertiseAddress: own[0], bindPort: 6443 } } }),
    ...(planNodePatches(plan, node).length > 0 && { patches: { directory: nodePaths.kubeadmPatches } }),
    skipPhases: ['preflight'],
  }
}

function nodeRegistration(plan: ClusterPlan, node: NodePlan, own: readonly string[]): object {
  const labels = Object.entries(node.labels).map(([key, value]) => `${key}=${value}`)
  return {
    name: node.name,
    criSocket: 'unix:///run/containerd/containerd.sock',
    kubeletExtraArgs: renderArguments(kubeadmApi(plan), {
      'node-ip': own.join(','),
      'provider-id': `kind://docker/${plan.spec.name}/${node.name}`,
      'node-labels': labels.toSorted().join(','),
    }),
    // Without workers the control planes must run the user's pods too. Absent, kubeadm taints a control plane.
    ...(node.spec.taints ? { taints: node.spec.taints } : plan.nodes.every(({ role }) => role === 'control-plane') && { taints: [] }),
  }
}

function kubeletConfiguration(plan: ClusterPlan, facts: NodeFacts): KubeadmDocument {
  const gates = {
    ...plan.spec.featureGates,
    // Lets the kubelet go on where scores, limits and sysctls may not be raised.
    ...((facts.lacksSysResource || plan.host.rootless) && { KubeletInUserNamespace: true }),
  }
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'systemd',
    cgroupRoot: '/kubelet',
    failSwapOn: false,
    ...(plan.spec.networking.ipFamily === 'ipv6' && { address: '::', healthzBindAddress: '::' }),
    // The disk is the host's: its fill level is no reason to remove images or evict pods of a test.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
    // From 1.35 on the kubelet refuses cgroup v1 unless told; older ones do not know the field.
    ...(facts.cgroupVersion === 1 && minorOf(plan) >= 35 && { failCgroupV1: false }),
    ...(Object.keys(gates).length > 0 && { featureGates: gates }),
  }
}

function kubeProxyConfiguration({ spec, host }: ClusterPlan): KubeadmDocument {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: spec.networking.kubeProxyMode,
    iptables: { minSyncPeriod: '1s' },
    // 0 leaves the host's limits alone: they are not the node's to set. Liberal: nftables drops what conntrack calls invalid.
    // A rootless engine may set none of them.
    conntrack: {
      maxPerCore: 0,
      ...(spec.networking.kubeProxyMode === 'nftables' && !host.rootless && { tcpBeLiberal: true }),
      ...(host.rootless && { tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' }),
    },
    ...(Object.keys(spec.featureGates).length > 0 && { featureGates: spec.featureGates }),
  }
}

// One node of the plan → kubeadm's documents as they are before anybody patches them. The same ones serve init and join; kubeadm
// reads its own.
import { mustNotFreeze, type NodeFacts } from '../host-facts.ts'
import { listCertificateNames } from '../api-address.ts'
import { kubeadmApi, minorOf, patchesCoreDns, refusesCgroupV1, renderArguments, type KubeadmDocument } from './kubeadm-api.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'
import { planKubeadmTimeouts } from './kubeadm-timeouts.ts'
import { listNodeAddresses, type NodeAddresses } from '../node-addresses.ts'
import { planKubeadmPatches } from './kubeadm-patches.ts'
import { nodePaths } from '../node-paths.ts'

/** `addresses` are the node's own on the Docker network. */
export function planKubeadmDocuments(
  cluster: KubeadmCluster,
  node: KubeadmNode,
  addresses: NodeAddresses,
  facts: NodeFacts,
): KubeadmDocument[] {
  const own = listNodeAddresses(cluster.spec.networking, addresses)
  return [
    clusterConfiguration(cluster, node),
    initConfiguration(cluster, node, own),
    joinConfiguration(cluster, node, own),
    kubeletConfiguration(cluster, node, facts),
    ...(cluster.spec.networking.kubeProxyMode === 'none' ? [] : [kubeProxyConfiguration(cluster, facts)]),
  ]
}

function clusterConfiguration(cluster: KubeadmCluster, node: KubeadmNode): KubeadmDocument {
  const api = kubeadmApi(node)
  const { networking, runtimeConfig } = cluster.spec
  const gates = renderGates(cluster)
  const ipv6 = networking.ipFamily === 'ipv6'
  const runtime = Object.keys(runtimeConfig)
    .toSorted()
    .map((key) => `${key}=${runtimeConfig[key]}`)
    .join(',')
  // StorageClasses of the provisioner kubernetes.io/host-path work, as with kind.
  const hostPath = { 'enable-hostpath-provisioner': 'true' }
  const clientLimits = isFast(cluster) ? { 'kube-api-qps': '200', 'kube-api-burst': '400' } : {}
  // A node that has joined takes pods when it has become Ready and is next looked at: every 5 s, unless told otherwise.
  const nodeLooks = isFast(cluster) ? { 'node-monitor-period': '1s' } : {}
  return {
    apiVersion: api,
    kind: 'ClusterConfiguration',
    kubernetesVersion: node.image.kubernetesVersion,
    clusterName: cluster.spec.name,
    controlPlaneEndpoint: cluster.endpoint,
    // An RSA key takes 0.5 s of a core to make, an elliptic one none (measured); v1beta3 does not know the field.
    ...(api === 'kubeadm.k8s.io/v1beta4' && isFast(cluster) && { encryptionAlgorithm: 'ECDSA-P256' }),
    ...(isFast(cluster) && { etcd: { local: { extraArgs: renderArguments(api, etcdArguments(cluster, node)) } } }),
    apiServer: {
      ...planKubeadmTimeouts(api, cluster).apiServer,
      certSANs: listCertificateNames(networking, cluster.apiServerAddress, cluster.host.engineHost),
      // Empty ones too, here and below: JSON patches written for kind find the places they name.
      extraArgs: renderArguments(api, { 'runtime-config': runtime, ...gates }),
    },
    // The election costs its retry period of 2 s, and with one control plane nobody else can lead. The client limits keep the
    // controller manager from holding back the first DaemonSet pods for 5 s (default 20 requests/s; both measured).
    controllerManager: {
      extraArgs: renderArguments(api, {
        ...leadAlone(cluster),
        ...clientLimits,
        ...nodeLooks,
        ...hostPath,
        ...(ipv6 && { 'bind-address': '::' }),
        ...gates,
      }),
    },
    scheduler: {
      extraArgs: renderArguments(api, { ...leadAlone(cluster), ...clientLimits, ...(ipv6 && { 'bind-address': '::1' }), ...gates }),
    },
    networking: { podSubnet: networking.podSubnet, serviceSubnet: networking.serviceSubnet },
  }
}

function leadAlone(cluster: KubeadmCluster): Record<string, string> {
  return leadsAlone(cluster) ? { 'leader-elect': 'false' } : {}
}

function leadsAlone(cluster: KubeadmCluster): boolean {
  return !cluster.loadBalancer && isFast(cluster)
}

// An etcd that is its only member waits for others' votes all the same when it starts: for one to ten of its ticks of 100 ms, at random
// (0.9 s of a boot from a state; measured). An election takes at least five ticks.
const electAtOnce = { 'heartbeat-interval': '50', 'election-timeout': '250' }

// How often etcd tells each of the API server's sixty watches that nothing has happened: every 5 s it is kubeadm's way to keep the caches of
// very large clusters from being filled anew after a compaction, every 5 minutes, and takes up to 2 % of a core of etcd and the API
// server (measured). A read that must be up to date asks for it at once. The flag has this name since etcd 3.6, that of Kubernetes 1.34.
const seldomProgress = { 'watch-progress-notify-interval': '60s' }

function etcdArguments(cluster: KubeadmCluster, node: KubeadmNode): Record<string, string> {
  return { ...(leadsAlone(cluster) && electAtOnce), ...(minorOf(node) >= 34 && seldomProgress) }
}

function isFast({ spec }: KubeadmCluster): boolean {
  return spec.fidelity === 'fast'
}

function renderGates({ spec }: KubeadmCluster): Record<string, string> {
  const gates = Object.keys(spec.featureGates)
    .toSorted()
    .map((name) => `${name}=${spec.featureGates[name]}`)
  return gates.length > 0 ? { 'feature-gates': gates.join(',') } : {}
}

function initConfiguration(cluster: KubeadmCluster, node: KubeadmNode, own: readonly string[]): KubeadmDocument {
  const api = kubeadmApi(node)
  return {
    apiVersion: api,
    kind: 'InitConfiguration',
    bootstrapTokens: [{ token: cluster.bootstrapToken }],
    localAPIEndpoint: { advertiseAddress: own[0], bindPort: 6443 },
    nodeRegistration: nodeRegistration(cluster, node, own),
    ...((patchesCoreDns(cluster, node) || planKubeadmPatches(cluster, node).length > 0) && {
      patches: { directory: nodePaths.kubeadmPatches },
    }),
    ...planKubeadmTimeouts(api, cluster).common,
    // A node in a container fails checks that do not matter to it (swap, kernel configuration, ports of the host).
    skipPhases: [
      'preflight',
      // It starts the kubelet anew, in the middle of its first pods, so that it uses a certificate that is renewed before a year is over.
      ...(isFast(cluster) ? ['kubelet-finalize'] : []),
      ...(cluster.spec.networking.kubeProxyMode === 'none' ? ['addon/kube-proxy'] : []),
    ],
  }
}

function joinConfiguration(cluster: KubeadmCluster, node: KubeadmNode, own: readonly string[]): KubeadmDocument {
  const api = kubeadmApi(node)
  const timeouts = planKubeadmTimeouts(api, cluster)
  return {
    apiVersion: api,
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: cluster.endpoint,
        token: cluster.bootstrapToken,
        // The CA is not known before init has made it; the token and the network are this cluster's own.
        unsafeSkipCAVerification: true,
      },
      ...timeouts.discovery,
    },
    nodeRegistration: nodeRegistration(cluster, node, own),
    ...(node.role === 'control-plane' && { controlPlane: { localAPIEndpoint: { advertiseAddress: own[0], bindPort: 6443 } } }),
    ...(planKubeadmPatches(cluster, node).length > 0 && { patches: { directory: nodePaths.kubeadmPatches } }),
    ...timeouts.common,
    skipPhases: ['preflight'],
  }
}

function nodeRegistration(cluster: KubeadmCluster, node: KubeadmNode, own: readonly string[]): object {
  const labels = Object.entries(node.labels).map(([key, value]) => `${key}=${value}`)
  return {
    name: node.name,
    criSocket: 'unix:///run/containerd/containerd.sock',
    kubeletExtraArgs: renderArguments(kubeadmApi(node), {
      'node-ip': own.join(','),
      'provider-id': `kind://docker/${cluster.spec.name}/${node.name}`,
      'node-labels': labels.toSorted().join(','),
    }),
    // Without workers the control planes must run the user's pods too. Absent, kubeadm taints a control plane.
    ...(node.spec.taints ? { taints: node.spec.taints } : cluster.nodes.every(({ role }) => role === 'control-plane') && { taints: [] }),
  }
}

function kubeletConfiguration(cluster: KubeadmCluster, node: KubeadmNode, facts: NodeFacts): KubeadmDocument {
  const gates = {
    ...cluster.spec.featureGates,
    // Lets the kubelet go on where scores, limits and sysctls may not be raised.
    ...(isConfined(cluster, facts) && { KubeletInUserNamespace: true }),
  }
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    // The same cgroup: systemd calls it kubelet.slice, and what makes it in a node knows only that name.
    ...(mustNotFreeze(facts)
      ? { cgroupDriver: 'cgroupfs', cgroupRoot: '/kubelet.slice' }
      : // Node images of older versions have containerd on cgroupfs.
        { cgroupDriver: minorOf(node) < 24 ? 'cgroupfs' : 'systemd', cgroupRoot: '/kubelet' }),
    failSwapOn: false,
    ...(cluster.spec.networking.ipFamily === 'ipv6' && { address: '::', healthzBindAddress: '::' }),
    // The disk is the host's: its fill level is no reason to remove images or evict pods of a test.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
    ...(facts.cgroupVersion === 1 && refusesCgroupV1(node) && { failCgroupV1: false }),
    ...(Object.keys(gates).length > 0 && { featureGates: gates }),
  }
}

/** Whether scores, limits and sysctls may not be raised. */
function isConfined({ host }: Pick<KubeadmCluster, 'host'>, { lacksSysResource }: NodeFacts): boolean {
  return lacksSysResource || host.rootless
}

function kubeProxyConfiguration(cluster: KubeadmCluster, facts: NodeFacts): KubeadmDocument {
  const { spec, host } = cluster
  // As long as a Service may refuse after its pod is ready; 1s is Kubernetes' own. Rules of a test's few Services are written in 20 ms.
  const minSyncPeriod = isFast(cluster) ? '100ms' : '1s'
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: spec.networking.kubeProxyMode,
    iptables: { minSyncPeriod },
    ...(spec.networking.kubeProxyMode === 'nftables' && { nftables: { minSyncPeriod } }),
    // 0 leaves the host's limits alone: they are not the node's to set. Liberal: nftables drops what conntrack calls invalid.
    // A rootless engine may set none of them.
    conntrack: {
      maxPerCore: 0,
      ...(spec.networking.kubeProxyMode === 'nftables' && !host.rootless && { tcpBeLiberal: true }),
      ...(host.rootless && { tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' }),
    },
    // It asks to be ended last; where a score may not be lowered, it tries twice more, for 0.2 s, before it begins.
    ...(isConfined(cluster, facts) && { oomScoreAdj: 0 }),
    ...(Object.keys(spec.featureGates).length > 0 && { featureGates: spec.featureGates }),
  }
}

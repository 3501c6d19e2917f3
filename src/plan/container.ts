// One node → the body of the engine's create-container call; each setting with its reason.
import { nodePaths } from './node-paths.ts'
import type { ClusterSpec, MountSpec, NodeSpec } from '../config/spec.ts'
import type { HostFacts, ImageFacts } from './host-facts.ts'
import { needsLoadBalancer } from './load-balancer.ts'
import { planMirrors } from './mirror.ts'
import { loadBalancerName } from './names.ts'
import { renderProxyEnv } from './proxy-env.ts'
import { registryName } from './registry.ts'
import { restartPolicy } from './restart-policy.ts'

/** The part of the engine's create-container body that nodes use. */
export interface ContainerPlan {
  readonly name: string
  readonly Image: string
  readonly Hostname: string
  readonly Entrypoint: string[]
  readonly Cmd: string[]
  readonly Tty: true
  readonly Env: string[]
  readonly Labels: Record<string, string>
  readonly Volumes: Record<string, object>
  readonly ExposedPorts: Record<string, object>
  readonly HostConfig: { readonly Binds: string[]; readonly [setting: string]: unknown }
  readonly NetworkingConfig: object
}

export function planContainer(input: {
  readonly name: string
  readonly node: NodeSpec
  readonly spec: ClusterSpec
  readonly host: HostFacts
  readonly image: ImageFacts
  readonly labels: Record<string, string>
  /** Where the API is published. */
  readonly apiServerAddress: string
  /** What the network gives it: fixed addresses, or nothing. */
  readonly endpoint: object
  /** Of all nodes: they reach each other without a proxy. */
  readonly names: readonly string[]
}): ContainerPlan {
  const { name, node, spec, host, image, labels, endpoint, names } = input
  const isControlPlane = node.role === 'control-plane'
  const ports = publishPorts(input)
  return {
    name,
    Image: image.reference,
    // kubeadm registers the node under its hostname; the engine's DNS resolves the container's name. They must be one.
    Hostname: name,
    Entrypoint: [nodePaths.pausedBoot, nodePaths.entrypoint],
    Cmd: [nodePaths.init],
    // The journal's console lines and the pause's announcement are read from the terminal, as kind reads them.
    Tty: true,
    Env: Object.entries(planEnv(input, isControlPlane, names)).map(([key, value]) => `${key}=${value}`),
    Labels: labels,
    // Anonymous, so that removing the container with its volumes removes it; off overlay, or containerd could not stack on it.
    Volumes: { '/var': {} },
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    HostConfig: {
      // systemd, the kubelet and containerd manage devices, mounts and cgroups themselves.
      Privileged: true,
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      // An own cgroup tree: the kubelet would otherwise see the host's.
      CgroupnsMode: 'private',
      // PID 1 must be systemd, also when the engine is configured to put its own init there.
      Init: false,
      Tmpfs: { '/tmp': '', '/run': '' },
      Binds: [
        '/lib/modules:/lib/modules:ro',
        ...(host.needsDeviceMapper ? ['/dev/mapper:/dev/mapper'] : []),
        ...node.extraMounts.map(renderBind),
      ],
      // An own user namespace would take from the node what it is privileged for.
      ...(host.remapsUsers && { UsernsMode: 'host' }),
      // For fuse-overlayfs: a rootless engine hands out no device by itself.
      ...(host.rootless && { Devices: [{ PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm' }] }),
      // The same for memory with swap: else the engine allows as much swap again.
      ...(node.memoryBytes !== null && { Memory: node.memoryBytes, MemorySwap: node.memoryBytes }),
      ...(node.cpus !== null && { NanoCpus: Math.round(node.cpus * 1e9) }),
      ...(spec.networking.ipFamily !== 'ipv4' && { Sysctls: ipv6Sysctls }),
      NetworkMode: host.network.name,
      RestartPolicy: restartPolicy,
      PortBindings: ports,
    },
    NetworkingConfig: {
      EndpointsConfig: { [host.network.name]: endpoint },
    },
  }
}

// The engine turns IPv6 off in containers of networks it thinks have none; forwarding is what makes a node of them.
const ipv6Sysctls = { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.all.forwarding': '1' }

function planEnv(
  { node, spec, host }: Parameters<typeof planContainer>[0],
  isControlPlane: boolean,
  names: readonly string[],
): Record<string, string> {
  const { dnsSearch } = spec.networking
  const neighbours = [
    ...names,
    ...(needsLoadBalancer(spec) ? [loadBalancerName(spec.name)] : []),
    ...(spec.registry ? [registryName(spec.name)] : []),
    ...planMirrors(spec, host.network.name).map((mirror) => mirror.name),
  ]
  const ranges = [host.network.subnet, host.network.ipv6Subnet].filter((range) => range !== undefined)
  return {
    container: 'docker',
    ...(isControlPlane && { KUBECONFIG: nodePaths.adminConfig }),
    // The entrypoint heeds it; empty drops the host's domains, absent keeps them.
    ...(dnsSearch && { KIND_DNS_SEARCH: dnsSearch.join(' ') }),
    ...(host.snapshotter && { KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER: host.snapshotter }),
    ...renderProxyEnv(host.proxies, spec, neighbours, ranges),
    ...node.env,
  }
}

/** As the engine wants them: `6443/tcp` → where it is published. */
function publishPorts({
  spec,
  node,
  apiServerAddress,
}: Parameters<typeof planContainer>[0]): Record<string, { HostIp: string; HostPort: string }[]> {
  const { apiServerPort, ipFamily } = spec.networking
  const ports: Record<string, { HostIp: string; HostPort: string }[]> = {}
  const publish = (port: string, HostIp: string, hostPort: number): void =>
    void (ports[port] ??= []).push({ HostIp, HostPort: hostPort > 0 ? String(hostPort) : '' })
  if (node.role === 'control-plane') {
    // Behind a load balancer the one address and port are the balancer's; each control plane still has a port of its own.
    if (needsLoadBalancer(spec)) publish('6443/tcp', ipFamily === 'ipv6' ? '::1' : '127.0.0.1', 0)
    else publish('6443/tcp', apiServerAddress, apiServerPort)
  }
  for (const { containerPort, protocol, listenAddress, hostPort } of node.extraPortMappings)
    publish(`${containerPort}/${protocol.toLowerCase()}`, listenAddress, hostPort)
  return ports
}

function renderBind({ hostPath, containerPath, readOnly, selinuxRelabel, propagation }: MountSpec): string {
  const shared = { None: [], HostToContainer: ['rslave'], Bidirectional: ['rshared'] }[propagation]
  const flags = [...(readOnly ? ['ro'] : []), ...(selinuxRelabel ? ['Z'] : []), ...shared]
  return [hostPath, containerPath, ...(flags.length > 0 ? [flags.join(',')] : [])].join(':')
}

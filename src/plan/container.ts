// One node → the body of the engine's create-container call; each setting with its reason.
import { nodePaths } from './node-paths.ts'
import type { ClusterSpec, NodeSpec } from '../config/spec.ts'
import type { HostFacts, ImageFacts } from './host-facts.ts'

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
  readonly HostConfig: object
  readonly NetworkingConfig: object
}

export function planContainer(input: {
  readonly name: string
  readonly node: NodeSpec
  readonly spec: ClusterSpec
  readonly host: HostFacts
  readonly image: ImageFacts
  readonly labels: Record<string, string>
  /** What the network gives it: fixed addresses, or nothing. */
  readonly endpoint: object
}): ContainerPlan {
  const { name, node, spec, host, image, labels, endpoint } = input
  const isControlPlane = node.role === 'control-plane'
  const { apiServerAddress, apiServerPort } = spec.networking
  return {
    name,
    Image: image.reference,
    // kubeadm registers the node under its hostname; the engine's DNS resolves the container's name. They must be one.
    Hostname: name,
    Entrypoint: [nodePaths.pausedBoot, nodePaths.entrypoint],
    Cmd: [nodePaths.init],
    // The journal's console lines and the pause's announcement are read from the terminal, as kind reads them.
    Tty: true,
    Env: ['container=docker', ...(isControlPlane ? [`KUBECONFIG=${nodePaths.adminConfig}`] : [])],
    Labels: labels,
    // Anonymous, so that removing the container with its volumes removes it; off overlay, or containerd could not stack on it.
    Volumes: { '/var': {} },
    ExposedPorts: isControlPlane ? { '6443/tcp': {} } : {},
    HostConfig: {
      // systemd, the kubelet and containerd manage devices, mounts and cgroups themselves.
      Privileged: true,
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      // An own cgroup tree: the kubelet would otherwise see the host's.
      CgroupnsMode: 'private',
      // PID 1 must be systemd, also when the engine is configured to put its own init there.
      Init: false,
      Tmpfs: { '/tmp': '', '/run': '' },
      Binds: ['/lib/modules:/lib/modules:ro', ...(host.needsDeviceMapper ? ['/dev/mapper:/dev/mapper'] : [])],
      NetworkMode: host.network.name,
      // Comes back with the engine, but not for ever when the boot itself fails; kind's choice too.
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 1 },
      PortBindings: isControlPlane ? { '6443/tcp': [{ HostIp: apiServerAddress, HostPort: apiServerPort === 0 ? '' : String(apiServerPort) }] } : {},
    },
    NetworkingConfig: {
      EndpointsConfig: { [host.network.name]: endpoint },
    },
  }
}

// What the plan needs to know of the world: read by nodes/, plain data here.
import type { ProxySettings } from './proxy-env.ts'

/** Removed namespaces, which are cleared at once; waits between two looks at something, which are short. */
export type Hurry = (typeof hurries)[number]
export const hurries = ['namespaces', 'waits'] as const

/** A node image, as far as a boot depends on it. */
export interface ImageFacts {
  readonly reference: string
  readonly id: string
  /** `v1.37.2` */
  readonly kubernetesVersion: string
  /** Nobody was asked, and its name does not tell: the version may be another one. */
  readonly isVersionAssumed?: true
  /** Whether the image brings the pausing program itself; into a stock image it is put before the start. */
  readonly pausesItself: boolean
  /** What its programs hurry when they are told to. */
  readonly hurries: readonly Hurry[]
}

/** The engine and the images, known before anything is created. */
export interface HostFacts {
  /** Where published ports are reached: 127.0.0.1, or the name of a remote engine's host. */
  readonly engineHost: string
  readonly network: NetworkFacts
  /** Same order as the spec's nodes. */
  readonly images: readonly ImageFacts[]
  /** What its host has; undefined when it was not asked. */
  readonly machine: MachineFacts | undefined
  /** Whether the engine itself runs without root: then nodes get its device for overlays, and set nothing of the host's. */
  readonly rootless: boolean
  /** Whether the engine maps users of containers to others of the host: nodes are made without that. */
  readonly remapsUsers: boolean
  /** Whether the backing file system needs the device mapper's nodes inside (btrfs, zfs, xfs), as kind mounts them. */
  readonly needsDeviceMapper: boolean
  /** Proxies nodes shall use, from the environment or the settings of the docker program. */
  readonly proxies: ProxySettings
  /** `KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER`, handed on to the nodes' entrypoint. */
  readonly snapshotter: string | undefined
  /** Ports nobody listens on, for those that the spec leaves open. */
  readonly freePorts: readonly number[]
  /** What the load balancer is made of; undefined when one control plane needs none. */
  readonly loadBalancerImage: string | undefined
}

export interface MachineFacts {
  readonly cpus: number
  readonly memoryBytes: number
}

export interface NetworkFacts {
  readonly name: string
  /** IPv4 range with an explicit subnet, in which addresses may be fixed; undefined when the engine chose the range. */
  readonly subnet?: string
  /** The same for IPv6; undefined as well when the network has none. */
  readonly ipv6Subnet?: string
  /** Whether the network has IPv6 at all. */
  readonly ipv6: boolean
  /** Largest packet in bytes, where the network names it. */
  readonly mtu?: number
  /** Of both families. */
  readonly takenAddresses: readonly string[]
}

/** What a paused node says of itself (paused-boot's announcement): what its host withholds from it. */
export interface NodeFacts {
  readonly cgroupVersion: 1 | 2
  /** Whether CAP_SYS_RESOURCE is missing: then scores and limits cannot be raised, neither by containerd nor by the kubelet. */
  readonly lacksSysResource: boolean
}

/**
 * Whether cgroups must be made without systemd. To have it set device rules, runc freezes a container on cgroup v1, where a frozen
 * process takes no SIGKILL: a node killed in that moment never ends, and no engine can remove it (4 of 10 kills at such moments).
 * With the driver cgroupfs runc sets them without freezing.
 */
export function mustNotFreeze({ cgroupVersion }: NodeFacts): boolean {
  return cgroupVersion === 1
}

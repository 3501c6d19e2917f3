// What is known of the machine that nodes would run on: gathered by cluster/host/, judged by the other files of this folder. Plain data.
import type { EngineDetails } from '../../docker/engine-details.ts'
import type { NodeRole } from '../../config/spec.ts'
import type { ProxySettings } from '../proxy-env.ts'
import type { HostRoute } from '../route-overlaps.ts'

/**
 * How much of the engine's machine can be looked at: all of it; its kernel, from a container beside it or from another distribution of
 * the same virtual machine; what a container on it sees, where it is another machine; else nothing.
 */
export type Sight = 'all' | 'kernel' | 'container' | 'nothing'

/** Facts of the engine's machine. What is undefined cannot be seen from here. */
export interface HostExamination {
  readonly engine: EngineDetails | EngineSilence
  /** `unix:///var/run/docker.sock`; of a silent engine, where it was looked for last. */
  readonly where: string
  /** Who named that place: `DOCKER_HOST`, `Docker context "x"`, `the usual places`. */
  readonly source: string
  readonly sight: Sight
  readonly limits: HostLimits
  readonly kernel: KernelFacts
  readonly confinement: ConfinementFacts
  readonly network: NetworkSurroundings
  /** How far the engine's clock is ahead of ours, in milliseconds; negative: behind. */
  readonly clockAheadMs: number | undefined
  /** Nodes that run there already, whosever they are. */
  readonly running: Readonly<Record<NodeRole, number>> | undefined
  /** What is only looked for when somebody asks about the host: not before a boot. */
  readonly more?: {
    readonly programs: ProgramFacts
    readonly image: NodeImageFacts | undefined
    /** `cluster web`, of everything that `prune` would remove; a sentence where that cannot be told. */
    readonly leftovers: readonly string[] | string
  }
}

export interface ProgramFacts {
  readonly package: string
  readonly nodeJs: string
  /** Vitest, as the working folder finds it; undefined when there is none. */
  readonly vitest: string | undefined
}

/** The image that nodes of the default version would be made of. */
export interface NodeImageFacts {
  /** `1.37` */
  readonly version: string
  /** Undefined: it would be pulled. */
  readonly reference: string | undefined
  /** What is to be said of it. */
  readonly notice: string | undefined
  /** `linux/amd64` */
  readonly platform: string | undefined
  /** What gives one, where it cannot be pulled. */
  readonly remedy: string
}

/** Why no engine answered, in the words of the error. */
export interface EngineSilence {
  readonly silence: { readonly what: string; readonly seen: readonly string[]; readonly do: string }
}

/** A quantity of which there is only so much. */
export interface Supply {
  readonly max: number
  /** Undefined where it cannot be counted. */
  readonly used: number | undefined
}

export interface HostLimits {
  /** Of the user that runs the engine: they are counted per user. */
  readonly inotifyInstances: Supply | undefined
  readonly inotifyWatches: Supply | undefined
  /** Of the whole kernel. */
  readonly openFiles: Supply | undefined
  /** Processes and threads: the lowest of the kernel's own limits. */
  readonly tasks: Supply | undefined
  /** Connections that the kernel keeps track of. */
  readonly conntrack: Supply | undefined
  /** Where the engine keeps images and volumes; two where containerd has its own. */
  readonly disks: readonly DiskFacts[]
  /** In bytes. `availableBytes` is what can be had without swapping. */
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number | undefined; readonly swapFreeBytes: number } | undefined
}

export interface DiskFacts {
  readonly directory: string
  readonly totalBytes: number
  readonly freeBytes: number
  /** Undefined on file systems that do not count them. */
  readonly freeInodes: number | undefined
}

/** Whether a part of the kernel is there: `loadable` is a module that whoever needs it loads. */
export type ModuleState = 'loaded' | 'built in' | 'loadable' | 'absent'

export const wantedModules = ['overlay', 'vxlan', 'nf_tables', 'ip_tables', 'br_netfilter'] as const

export type WantedModule = (typeof wantedModules)[number]

export interface KernelFacts {
  readonly modules: Readonly<Partial<Record<WantedModule, ModuleState>>>
  /** Whether it has IPv6 at all. */
  readonly ipv6: boolean | undefined
}

export interface ConfinementFacts {
  readonly selinux: 'enforcing' | 'permissive' | 'off' | undefined
  readonly appArmor: boolean | undefined
  /** Profiles for programs of the host that also bind programs of that path in pods, in enforce mode. */
  readonly appArmorProfiles: readonly string[] | undefined
}

export interface NetworkSurroundings {
  /** Those that nodes would use. */
  readonly proxies: ProxySettings
  /** Of `/etc/resolv.conf`. */
  readonly resolvers: readonly string[] | undefined
  /** Those behind a local resolver of systemd. */
  readonly resolversBehind: readonly string[] | undefined
  readonly routes: readonly HostRoute[] | undefined
  /** The engine's, all of them. Undefined before a boot, which makes its own choice. */
  readonly networks: readonly EngineNetwork[] | undefined
  /** Name of that for nodes. */
  readonly name: string
}

export interface EngineNetwork {
  readonly name: string
  readonly subnets: readonly string[]
  readonly ipv6: boolean
}

/** What a boot asks of a host. */
export interface HostDemand {
  readonly nodes: readonly { readonly role: NodeRole }[]
  readonly networking: {
    readonly ipFamily: 'ipv4' | 'ipv6' | 'dual'
    readonly podSubnet: string
    readonly serviceSubnet: string
  }
  /** Path of a patch by which the kubelet refuses cgroup v1. */
  readonly cgroupRefusal?: string | undefined
}

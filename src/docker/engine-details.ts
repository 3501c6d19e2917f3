// Engine → what it says of itself beyond what nodes depend on: for whoever asks whether it can carry them. Changes nothing.
import type { Engine } from './connect.ts'
import { askEngine } from './ask-engine.ts'
import { parseEngineFacts, type EngineFacts, type EngineInfo } from './engine-facts.ts'

export interface EngineDetails extends EngineFacts {
  /** Who answers: Podman's service speaks the same protocol. */
  readonly program: 'Docker' | 'Podman'
  readonly version: string
  /** `1.41`; undefined when it was not asked for. */
  readonly apiVersion: string | undefined
  /** Name of its host, as that has it itself. */
  readonly hostName: string | undefined
  /** `Debian GNU/Linux 12 (bookworm)`, `Docker Desktop` */
  readonly operatingSystem: string
  readonly kernelVersion: string
  /** Of its containers: `linux`, `windows`. */
  readonly osType: string
  /** As images name it: `amd64`, `arm64`. */
  readonly architecture: string
  /** `systemd`, `cgroupfs`; `none` where it cannot limit anything. */
  readonly cgroupDriver: string
  /** Where images lie: in the engine's own store, or in containerd's, which Docker 29 takes by default. */
  readonly imageStore: 'classic' | 'containerd'
  /** Without `name=`: `seccomp`, `apparmor`, `selinux`, `rootless`, `userns`, `cgroupns`. */
  readonly securityOptions: readonly string[]
  readonly defaultRuntime: string
  /** Which of them it can limit; those it says nothing of are not in here. */
  readonly controllers: Readonly<Partial<Record<Controller, boolean>>>
  /** Whether packets are forwarded; undefined when it does not say. */
  readonly forwardsIpv4: boolean | undefined
  /** `iptables`, `nftables+firewalld`; undefined before Docker 29. */
  readonly firewall: string | undefined
  /** Its host's clock, milliseconds since 1970. */
  readonly timeMs: number
}

export type Controller = 'cpu' | 'memory' | 'pids'

/** One request, with the version two at once. */
export async function readEngineDetails(engine: Engine, { withVersion = true } = {}): Promise<EngineDetails> {
  const [info, version] = await askEngine(engine, 'the Docker engine did not describe itself', () =>
    // Without the second there is enough to go by.
    Promise.all([
      engine.docker.info() as Promise<EngineDetailsInfo>,
      withVersion ? engine.docker.version().catch(() => undefined) : undefined,
    ]),
  )
  return parseEngineDetails(info, version)
}

/** The answers to GET /info and GET /version, of whichever engine. */
export function parseEngineDetails(info: EngineDetailsInfo, version?: { readonly ApiVersion?: string }): EngineDetails {
  const { CgroupDriver: cgroupDriver = 'unknown' } = info
  // An engine that can limit nothing still tells of the kernel's abilities (moby 42151).
  const can = (told: boolean | undefined): boolean | undefined => (cgroupDriver === 'none' ? false : told)
  const told = { cpu: can(info.CPUShares), memory: can(info.MemoryLimit), pids: can(info.PidsLimit) }
  return {
    ...parseEngineFacts(info),
    program: info.BuildahVersion === undefined ? 'Docker' : 'Podman',
    version: info.ServerVersion ?? 'unknown',
    apiVersion: version?.ApiVersion,
    hostName: info.Name,
    operatingSystem: info.OperatingSystem ?? 'unknown',
    kernelVersion: info.KernelVersion ?? 'unknown',
    osType: info.OSType ?? 'linux',
    architecture: { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm' }[info.Architecture ?? ''] ?? info.Architecture ?? 'unknown',
    cgroupDriver,
    imageStore: info.DriverStatus?.some(([, value]) => value === 'io.containerd.snapshotter.v1') ? 'containerd' : 'classic',
    securityOptions: (info.SecurityOptions ?? []).map((option) => option.replace(/^name=/, '').replace(/,.*/, '')),
    defaultRuntime: info.DefaultRuntime ?? 'unknown',
    controllers: Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
    forwardsIpv4: info.IPv4Forwarding,
    firewall: info.FirewallBackend?.Driver,
    timeMs: Date.parse(info.SystemTime),
  }
}

/** The part of GET /info that is read here. */
export interface EngineDetailsInfo extends EngineInfo {
  /** Podman's alone. */
  readonly BuildahVersion?: string
  readonly ServerVersion?: string
  readonly Name?: string
  readonly OperatingSystem?: string
  readonly KernelVersion?: string
  readonly OSType?: string
  readonly Architecture?: string
  readonly CgroupDriver?: string
  readonly DefaultRuntime?: string
  readonly CPUShares?: boolean
  readonly MemoryLimit?: boolean
  readonly PidsLimit?: boolean
  readonly IPv4Forwarding?: boolean
  readonly FirewallBackend?: { readonly Driver?: string }
}

// What the engine says of a container → the part of it that this project reads. Pure.
import type Dockerode from 'dockerode'

export interface PublishedPort {
  readonly containerPort: number
  readonly protocol: string
  readonly hostAddress: string
  readonly hostPort: number
}

export interface ContainerSummary {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly state: string
  /** Milliseconds since 1970, in whole seconds. */
  readonly createdAt: number
  readonly image: string
  /** Network name → IPv4 address; while the container does not run, the one fixed for it, if any. */
  readonly addresses: Readonly<Record<string, string>>
  /** The same for IPv6; networks without it are absent. */
  readonly ipv6Addresses: Readonly<Record<string, string>>
  readonly ports: readonly PublishedPort[]
}

export interface ContainerDetails extends ContainerSummary {
  readonly running: boolean
  readonly exitCode: number
  readonly oomKilled: boolean
  /** Why the engine could not start it, in its own words; empty otherwise. */
  readonly error: string
  /** Process id on the engine's host; 0 when it does not run. */
  readonly pid: number
  /** Milliseconds since 1970; undefined when it never ran. */
  readonly startedAt: number | undefined
  readonly restartCount: number
  /** With a terminal, its log is raw; without one, the two streams are multiplexed. */
  readonly tty: boolean
  readonly environment: readonly string[]
  readonly mounts: readonly { readonly type: string; readonly name: string | undefined; readonly source: string; readonly target: string }[]
}

/** An entry of `GET /containers/json`. */
export function summarizeContainer(entry: Dockerode.ContainerInfo): ContainerSummary {
  return {
    id: entry.Id,
    name: withoutSlash(entry.Names[0] ?? entry.Id),
    labels: entry.Labels,
    state: entry.State,
    createdAt: entry.Created * 1000,
    image: entry.Image,
    addresses: addressesOf(entry.NetworkSettings?.Networks, 'IPAddress'),
    ipv6Addresses: addressesOf(entry.NetworkSettings?.Networks, 'GlobalIPv6Address'),
    ports: entry.Ports.filter((port) => port.PublicPort).map((port) => ({
      containerPort: port.PrivatePort,
      protocol: port.Type,
      hostAddress: port.IP ?? '',
      hostPort: port.PublicPort,
    })),
  }
}

/** The answer of `GET /containers/<id>/json`. */
export function detailContainer(facts: Dockerode.ContainerInspectInfo): ContainerDetails {
  const startedAt = Date.parse(facts.State.StartedAt)
  return {
    id: facts.Id,
    name: withoutSlash(facts.Name),
    labels: facts.Config.Labels,
    state: facts.State.Status,
    createdAt: Date.parse(facts.Created),
    image: facts.Config.Image,
    addresses: addressesOf(facts.NetworkSettings.Networks, 'IPAddress'),
    ipv6Addresses: addressesOf(facts.NetworkSettings.Networks, 'GlobalIPv6Address'),
    ports: publishedPorts(facts.NetworkSettings.Ports),
    running: facts.State.Running,
    exitCode: facts.State.ExitCode,
    oomKilled: facts.State.OOMKilled,
    error: facts.State.Error,
    pid: facts.State.Pid,
    // A container that never ran started in the year 1.
    startedAt: startedAt > 0 ? startedAt : undefined,
    restartCount: facts.RestartCount,
    tty: facts.Config.Tty,
    environment: facts.Config.Env ?? [],
    mounts: facts.Mounts.map((mount) => ({
      type: mount.Type ?? 'bind',
      name: mount.Name,
      source: mount.Source,
      target: mount.Destination,
    })),
  }
}

function publishedPorts(ports: Record<string, { HostIp: string; HostPort: string }[] | null> | undefined): PublishedPort[] {
  return Object.entries(ports ?? {}).flatMap(([key, bindings]) => {
    const [port, protocol = 'tcp'] = key.split('/')
    return (bindings ?? []).map((binding) => ({
      containerPort: Number(port),
      protocol,
      hostAddress: binding.HostIp,
      hostPort: Number(binding.HostPort),
    }))
  })
}

interface Endpoint {
  readonly IPAddress?: string
  readonly GlobalIPv6Address?: string
  readonly IPAMConfig?: { readonly IPv4Address?: string; readonly IPv6Address?: string } | null
}

const fixedFields = { IPAddress: 'IPv4Address', GlobalIPv6Address: 'IPv6Address' } as const

function addressesOf(networks: Readonly<Record<string, Endpoint>> | undefined, field: keyof typeof fixedFields): Record<string, string> {
  const pairs = Object.entries(networks ?? {}).map(
    ([name, network]) => [name, network[field] || network.IPAMConfig?.[fixedFields[field]] || ''] as const,
  )
  return Object.fromEntries(pairs.filter(([, address]) => address !== ''))
}

function withoutSlash(name: string): string {
  return name.replace(/^\//, '')
}

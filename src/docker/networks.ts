// Bridge networks: one by name, made once however many ask for it at the same time. Which name and subnets is the caller's affair.
import { askEngine, daemonMessage, statusOf } from './ask-engine.ts'
import type { Engine } from './connect.ts'

export interface NetworkSummary {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly subnets: readonly string[]
  readonly ipv6: boolean
  /** Bytes; undefined where it names none. */
  readonly mtu: number | undefined
  /** The engine's time of creation; as text, the earlier is the smaller. */
  readonly created: string
  /** Ids of the running containers on it. */
  readonly containers: readonly string[]
}

export interface NetworkRequest {
  readonly name: string
  /** Wanted, in order of preference: the first of each family that overlaps no other network is taken. No IPv4 one: the engine chooses. */
  readonly subnets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** @default that of the engine's own bridge */
  readonly mtu?: number
  /** Falls back to IPv4 only where the host has no IPv6. */
  readonly ipv6: boolean
}

// Whoever removes the last cluster takes the empty network along, also one that was made for the next cluster a moment ago.
const ATTEMPTS = 5
const MTU_OPTION = 'com.docker.network.driver.mtu'

/** The network of that name, made if there is none. An existing one is taken as it is. */
export async function ensureNetwork(engine: Engine, request: NetworkRequest): Promise<NetworkSummary> {
  const existing = await findNetwork(engine, request.name)
  if (existing) return existing
  const mtu = request.mtu === undefined ? await readBridgeMtu(engine) : String(request.mtu)
  for (let attempt = 1; ; attempt++) {
    await askEngine(engine, `network ${request.name} could not be created`, () =>
      createFirstFitting(engine, request, mtu).catch((error: unknown) => {
        // The ranges may be those of duplicates that are about to go.
        if (attempt === ATTEMPTS || !isOverlap(error)) throw error
      }),
    )
    // Looked for twice: of two just made one goes, and the first look may have met only that one.
    const made = (await settleDuplicates(engine, request.name)) ?? (await findNetwork(engine, request.name))
    if (made) return made
    if (attempt === ATTEMPTS)
      return askEngine(engine, `network ${request.name} was removed ${ATTEMPTS} times while it was made`, () =>
        Promise.reject(new Error(`no network ${request.name}`)),
      )
  }
}

/** The network of exactly this name. Of several, the one with most containers. */
export async function findNetwork(engine: Engine, name: string): Promise<NetworkSummary | undefined> {
  return (await inspectByName(engine, name))[0]
}

/** Networks that carry every given label; `undefined` takes any value. */
export async function listNetworks(engine: Engine, labels: Readonly<Record<string, string | undefined>>): Promise<NetworkSummary[]> {
  const label = Object.entries(labels).map(([key, value]) => (value === undefined ? key : `${key}=${value}`))
  return inspectAll(engine, { label })
}

/** Removes a network by id or name; none is fine, one in use is an error. */
export async function removeNetwork(engine: Engine, id: string): Promise<void> {
  const attempt = async (): Promise<string> => `network ${(await inspectNetwork(engine, id))?.name ?? id} could not be removed`
  await askEngine(engine, attempt, () => removeIfThere(engine, id))
}

/** Whether a container is on it, also one that does not run: that one could not be started again without it. */
export async function isNetworkInUse(engine: Engine, id: string): Promise<boolean> {
  const filters = { network: [id] }
  const found = await askEngine(engine, `containers on network ${id} could not be listed`, () =>
    engine.docker.listContainers({ all: true, filters }),
  )
  return found.length > 0
}

async function createFirstFitting(engine: Engine, request: NetworkRequest, mtu: string | undefined): Promise<void> {
  const ipv4 = request.subnets.filter((subnet) => !subnet.includes(':'))
  const ipv6 = request.subnets.filter((subnet) => subnet.includes(':'))
  let withIpv6 = request.ipv6
  for (let attempt = 0; ;) {
    const subnets = [ipv4[attempt % ipv4.length], withIpv6 ? ipv6[attempt % ipv6.length] : undefined].filter(
      (subnet) => subnet !== undefined,
    )
    try {
      await engine.docker.createNetwork({
        Name: request.name,
        Driver: 'bridge',
        CheckDuplicate: true,
        EnableIPv6: withIpv6,
        Labels: { ...request.labels },
        IPAM: { Driver: 'default', Config: subnets.map((Subnet) => ({ Subnet })) },
        Options: { 'com.docker.network.bridge.enable_ip_masquerade': 'true', ...(mtu !== undefined && { [MTU_OPTION]: mtu }) },
      })
      return
    } catch (error) {
      const message = daemonMessage(error)
      if (/already exists/.test(message)) return
      if (withIpv6 && isIpv6Missing(message)) {
        withIpv6 = false
        continue
      }
      if (!isOverlap(error)) throw error
      // The overlap may be with this very network, just made by somebody else.
      if (await findNetwork(engine, request.name)) return
      attempt += 1
      if (attempt >= Math.max(ipv4.length, ipv6.length)) throw error
    }
  }
}

// Engines check the name without a lock: two that create at once may both succeed. Everybody keeps the same one: not that with the
// lowest id, as kind does, but the oldest, which somebody may have been given already.
async function settleDuplicates(engine: Engine, name: string): Promise<NetworkSummary | undefined> {
  const [kept, ...others] = await inspectByName(engine, name)
  for (const { id } of others) await removeNetwork(engine, id)
  return kept
}

async function inspectByName(engine: Engine, name: string): Promise<NetworkSummary[]> {
  const similar = await inspectAll(engine, { name: [name] })
  return similar
    .filter((network) => network.name === name)
    .toSorted((a, b) => b.containers.length - a.containers.length || (a.created < b.created ? -1 : 1))
}

async function inspectAll(engine: Engine, filters: Record<string, string[]>): Promise<NetworkSummary[]> {
  const listed = await askEngine(engine, 'networks could not be listed', () => engine.docker.listNetworks({ filters }))
  const inspected = await Promise.all(listed.map(({ Id }) => inspectNetwork(engine, Id)))
  return inspected.filter((network) => network !== undefined)
}

// The list does not say which containers are on a network; asking for one does.
async function inspectNetwork(engine: Engine, id: string): Promise<NetworkSummary | undefined> {
  return askEngine(engine, `network ${id} could not be inspected`, () => inspectIfThere(engine, id))
}

async function inspectIfThere(engine: Engine, id: string): Promise<NetworkSummary | undefined> {
  try {
    const facts = await engine.docker.getNetwork(id).inspect()
    return {
      id: facts.Id,
      name: facts.Name,
      labels: facts.Labels ?? {},
      subnets: (facts.IPAM?.Config ?? []).map(({ Subnet }) => Subnet ?? '').filter(Boolean),
      ipv6: facts.EnableIPv6 ?? false,
      mtu: Number(facts.Options?.[MTU_OPTION]) || undefined,
      created: withNanoseconds(facts.Created),
      containers: Object.keys(facts.Containers ?? {}),
    }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

/** The engine leaves out zeros at the end of the fraction. */
function withNanoseconds(time = ''): string {
  return time.replace(
    /(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/,
    (_all, fraction: string | undefined, zone: string) => `.${(fraction ?? '').padEnd(9, '0')}${zone}`,
  )
}

async function removeIfThere(engine: Engine, id: string): Promise<void> {
  try {
    await engine.docker.getNetwork(id).remove()
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}

async function readBridgeMtu(engine: Engine): Promise<string | undefined> {
  const bridge = await engine.docker
    .getNetwork('bridge')
    .inspect()
    .catch(() => undefined)
  return bridge?.Options?.[MTU_OPTION]
}

// Docker's word, and Podman's.
function isOverlap(error: unknown): boolean {
  return /overlap|subnet \S+ is already used/i.test(daemonMessage(error))
}

// The three ways an engine says so, as kind knows them: disabled, no ip6tables, no IPv6 in the kernel.
function isIpv6Missing(message: string): boolean {
  return /Cannot read IPv6 setup for bridge|Unable to enable NAT rule:.*ip6tables|FORWARD chain failed:.*ip6tables/i.test(message)
}

// An engine, and the machine around it → everything that is known of the host of nodes. Leaves nothing behind.
import { access } from 'node:fs/promises'
import { hostname, release, totalmem } from 'node:os'
import type { Engine } from '../../docker/connect.ts'
import { type EngineDetails, readEngineDetails } from '../../docker/engine-details.ts'
import { listNetworks } from '../../docker/networks.ts'
import { readProxyConfig } from '../../docker/read-proxy-config.ts'
import type { HostExamination, HostLimits, Sight } from '../../plan/host/examination.ts'
import { judgeSight } from '../../plan/host/judge-sight.ts'
import { kindLabels } from '../../plan/labels.ts'
import { chooseProxies, type ProxySettings } from '../../plan/proxy-env.ts'
import { findClusters, isNode } from '../find.ts'
import { readHostRoutes } from '../host-routes.ts'
import { countInotify, type InotifySearch } from './count-inotify.ts'
import { readHere, type ReadText } from './host-files.ts'
import { lookThroughContainer, type SharedFiles } from './look-through-container.ts'
import { readKernel } from './read-kernel.ts'
import { readAllowed, readDisks, readLimits } from './read-limits.ts'
import { readConfinement, readResolvers } from './read-surroundings.ts'

export interface HostSearch {
  /** Of the environment. @default none: a boot tells of them with its plan */
  readonly proxies?: ProxySettings
  /** Name of the Docker network for nodes. */
  readonly network: string
  /** `boot`: only what concerns one, in the time one has. */
  readonly depth: 'boot' | 'all'
  /** Of what a container is made for a moment, to look at a machine that is another one; undefined: none is. */
  readonly image?: string | undefined
}

const noProxies: ProxySettings = { http: undefined, https: undefined, no: undefined }

// Of 100 ms that a boot may spend on all of this. 1 300 open files take 6 ms, on two cores; where there are too many, nothing is known.
const countWithinMs = { boot: 50, all: 700 }
const lookWithinMs = 1_400

export async function examineHost(engine: Engine, { proxies = noProxies, network, depth, image }: HostSearch): Promise<HostExamination> {
  const askedAtMs = Date.now()
  const details = await readEngineDetails(engine, { withVersion: depth === 'all' })
  const clockAheadMs = compareClocks(details.timeMs, askedAtMs, Date.now())
  const own = await judgeOwnSight(engine, details)
  const shared = own === 'nothing' && depth === 'all' ? await look(engine, { release: details.kernelVersion, image }) : undefined
  const sight = shared ? 'container' : own
  const read = own === 'nothing' ? (shared?.read ?? readNothing) : readHere
  const [limits, kernel, surroundings, configured, networks, running] = await Promise.all([
    readSeenLimits(read, { details, sight, disks: shared?.disks ?? [], withinMs: countWithinMs[depth] }),
    sight === 'nothing' ? nothingOfKernel : readKernel(read, details.kernelVersion, { withModules: depth === 'all' }),
    readSeenSurroundings(sight, depth),
    depth === 'all' ? readProxyConfig(engine.where, engine.environment) : noProxies,
    depth === 'all' ? listNetworks(engine, {}).catch(() => undefined) : undefined,
    depth === 'all' ? countNodes(engine).catch(() => undefined) : undefined,
  ])
  return {
    engine: details,
    where: engine.where,
    source: engine.source,
    sight,
    limits,
    kernel,
    confinement: surroundings.confinement,
    network: { proxies: chooseProxies(proxies, configured), ...surroundings.network, networks, name: network },
    clockAheadMs,
    running,
  }
}

/**
 * Where no engine answers: what can be said of this machine, where it most likely is to be the engine's.
 *
 * @param isHere whether the engine would be one of this machine.
 */
export async function examineWithoutEngine({
  proxies = noProxies,
  network,
  isHere,
}: Pick<HostSearch, 'proxies' | 'network'> & { readonly isHere: boolean }): Promise<Omit<HostExamination, 'engine'>> {
  const sight = isHere && process.platform === 'linux' ? 'all' : 'nothing'
  const surroundings = await readSeenSurroundings(sight, 'all')
  const limits = await readLimits(sight === 'all' ? readHere : readNothing)
  return {
    where: '',
    source: '',
    sight,
    limits: {
      ...(sight === 'all' ? withInotify(limits, { engineUser: 'root', withinMs: countWithinMs.all }) : limits),
      disks: await readDisks(sight === 'all' ? ['/var/lib'] : []),
    },
    kernel: sight === 'all' ? await readKernel(readHere, release(), { withModules: true }) : nothingOfKernel,
    confinement: surroundings.confinement,
    network: { proxies, ...surroundings.network, networks: undefined, name: network },
    clockAheadMs: undefined,
    running: undefined,
  }
}

const readNothing: ReadText = () => Promise.resolve(undefined)
const nothingOfKernel = { modules: {}, ipv6: undefined }

/** Zero where it cannot be told from the time that the answer took. */
function compareClocks(engineMs: number, askedAtMs: number, answeredAtMs: number): number | undefined {
  if (Number.isNaN(engineMs)) return undefined
  return engineMs < askedAtMs ? engineMs - askedAtMs : Math.max(0, engineMs - answeredAtMs)
}

async function judgeOwnSight(engine: Engine, { rootDirectory, kernelVersion, memoryBytes, hostName }: EngineDetails): Promise<Sight> {
  return judgeSight({
    engine: { kernelVersion: kernelVersion === 'unknown' ? undefined : kernelVersion, memoryBytes, hostName },
    here: process.platform === 'linux' ? { kernelVersion: release(), memoryBytes: totalmem(), hostName: hostname() } : undefined,
    isLocal: /^(unix|npipe):/.test(engine.where),
    hasDirectory: await access(rootDirectory).then(
      () => true,
      () => false,
    ),
  })
}

async function look(engine: Engine, wanted: Parameters<typeof lookThroughContainer>[1]): Promise<SharedFiles | undefined> {
  const until = engine.until(AbortSignal.any([engine.signal, AbortSignal.timeout(lookWithinMs)]))
  return lookThroughContainer(until, wanted).catch(() => undefined)
}

// What containerd, started by the system and not by the engine, takes for its own.
const containerdDirectory = '/var/lib/containerd'

async function readSeenLimits(
  read: ReadText,
  { details, sight, disks, withinMs }: { details: EngineDetails; sight: Sight; disks: HostLimits['disks']; withinMs: number },
): Promise<HostLimits> {
  const limits = await readLimits(read)
  if (sight === 'all') {
    const { rootDirectory, imageStore, rootless } = details
    const allowed = await readAllowed(read, limits, { uid: rootless ? process.getuid?.() : undefined })
    return {
      ...withInotify(allowed, { engineUser: rootless ? 'this one' : 'root', withinMs }),
      disks: await readDisks([rootDirectory, ...(imageStore === 'containerd' && !rootless ? [containerdDirectory] : [])]),
    }
  }
  // An engine that tells of less memory than any kernel needs has not been asked.
  const told = details.memoryBytes < 2 ** 24 ? undefined : { totalBytes: details.memoryBytes, availableBytes: undefined, swapFreeBytes: 0 }
  return { ...limits, memory: limits.memory ?? told, disks }
}

function withInotify(limits: Awaited<ReturnType<typeof readLimits>>, search: InotifySearch): Awaited<ReturnType<typeof readLimits>> {
  const used = countInotify(search)
  const { inotifyInstances: instances, inotifyWatches: watches } = limits
  return {
    ...limits,
    inotifyInstances: instances && { ...instances, used: used?.instances },
    inotifyWatches: watches && { ...watches, used: used?.watches },
  }
}

async function readSeenSurroundings(sight: Sight, depth: HostSearch['depth']) {
  const files = sight === 'all' && depth === 'all'
  return {
    confinement: files ? await readConfinement(readHere) : { selinux: undefined, appArmor: undefined, appArmorProfiles: undefined },
    network: {
      routes: sight === 'all' ? await readHostRoutes() : undefined,
      ...(files ? await readResolvers(readHere) : { resolvers: undefined, resolversBehind: undefined }),
    },
  }
}

async function countNodes(engine: Engine): Promise<HostExamination['running']> {
  const nodes = (await findClusters(engine)).flatMap(({ containers }) => containers.filter((one) => isNode(one) && one.state === 'running'))
  const controlPlanes = nodes.filter(({ labels }) => labels[kindLabels.role] === 'control-plane').length
  return { 'control-plane': controlPlanes, worker: nodes.length - controlPlanes }
}

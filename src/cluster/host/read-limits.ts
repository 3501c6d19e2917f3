// The kernel's files → how much there is of everything that nodes share, and how much of it is taken, where the kernel tells.
import { stat, statfs } from 'node:fs/promises'
import type { DiskFacts, HostLimits, Supply } from '../../plan/host/examination.ts'
import type { ReadText } from './host-files.ts'

/** What inotify is used, it does not tell. Without disks: they are no files. */
export async function readLimits(read: ReadText): Promise<Omit<HostLimits, 'disks'>> {
  const sys = async (name: string): Promise<number | undefined> => toNumber(await read(`/proc/sys/${name}`))
  const [instances, watches, pids, threads, conntrackMax, conntrackUsed, fileNumbers, load, memory] = await Promise.all([
    sys('fs/inotify/max_user_instances'),
    sys('fs/inotify/max_user_watches'),
    sys('kernel/pid_max'),
    sys('kernel/threads-max'),
    sys('net/netfilter/nf_conntrack_max'),
    sys('net/netfilter/nf_conntrack_count'),
    read('/proc/sys/fs/file-nr'),
    read('/proc/loadavg'),
    read('/proc/meminfo'),
  ])
  const [allocated, free = 0, files] = fileNumbers?.trim().split(/\s+/).map(Number) ?? []
  return {
    inotifyInstances: supply(instances),
    inotifyWatches: supply(watches),
    openFiles: supply(files, allocated === undefined ? undefined : allocated - free),
    // `0.52 0.58 0.59 2/311 12345`: how many run of how many there are.
    tasks: supply(lowest(pids, threads), toNumber(/\d+\/(\d+)/.exec(load ?? '')?.[1])),
    conntrack: supply(conntrackMax, conntrackUsed),
    memory: memory === undefined ? undefined : parseMemory(memory),
  }
}

/**
 * The same, less what those beside the kernel allow an engine: systemd the user of one without root (`TasksMax`), and a container one
 * that runs in it. Where nothing is limited there are no such files, or they say `max`.
 */
export async function readAllowed<T extends Pick<HostLimits, 'memory' | 'tasks'>>(
  read: ReadText,
  limits: T,
  { uid }: { readonly uid: number | undefined },
): Promise<T> {
  const number = async (path: string): Promise<number | undefined> => toNumber(await read(path))
  const slices = uid === undefined ? ['', '/pids'] : ['', '/pids', `/user.slice/user-${uid}.slice`]
  const [memory2, memory1, ...tasks] = await Promise.all([
    number(`${cgroups}/memory.max`),
    number(`${cgroups}/memory/memory.limit_in_bytes`),
    ...slices.map(async (slice) => supply(await number(`${cgroups}${slice}/pids.max`), await number(`${cgroups}${slice}/pids.current`))),
  ])
  return { ...limits, memory: capMemory(limits.memory, lowest(memory2, memory1)), tasks: fewest([limits.tasks, ...tasks]) }
}

const cgroups = '/sys/fs/cgroup'

function capMemory(memory: HostLimits['memory'], most: number | undefined): HostLimits['memory'] {
  if (!memory || most === undefined || most >= memory.totalBytes) return memory
  const { availableBytes } = memory
  return { ...memory, totalBytes: most, availableBytes: availableBytes === undefined ? undefined : Math.min(availableBytes, most) }
}

function fewest(supplies: readonly (Supply | undefined)[]): Supply | undefined {
  const left = ({ max, used = 0 }: Supply): number => max - used
  return supplies.filter((one) => one !== undefined).toSorted((a, b) => left(a) - left(b))[0]
}

/** Of each folder that is on this machine, the disk it lies on; a disk once. */
export async function readDisks(directories: readonly string[]): Promise<DiskFacts[]> {
  const found = (await Promise.all(directories.map(readDisk))).filter((disk) => disk !== undefined)
  return found
    .filter(({ device }, index) => found.findIndex((other) => other.device === device) === index)
    .map(({ device: _number, ...disk }) => disk)
}

async function readDisk(directory: string): Promise<(DiskFacts & { readonly device: number }) | undefined> {
  try {
    const [{ dev: device }, { blocks, bavail, bsize, files, ffree }] = await Promise.all([stat(directory), statfs(directory)])
    return { device, directory, totalBytes: blocks * bsize, freeBytes: bavail * bsize, freeInodes: files === 0 ? undefined : ffree }
  } catch {
    return undefined
  }
}

function supply(max: number | undefined, used?: number): Supply | undefined {
  return max === undefined ? undefined : { max, used }
}

function lowest(...limits: readonly (number | undefined)[]): number | undefined {
  const known = limits.filter((limit) => limit !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** `/proc/meminfo`, whose kB are of 1024 bytes. */
function parseMemory(text: string): HostLimits['memory'] {
  const readField = (name: string): number | undefined => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  }
  const totalBytes = readField('MemTotal')
  return totalBytes === undefined
    ? undefined
    : { totalBytes, availableBytes: readField('MemAvailable'), swapFreeBytes: readField('SwapFree') ?? 0 }
}

function toNumber(text: string | undefined): number | undefined {
  const value = Number(text)
  return text === undefined || text.trim() === '' || Number.isNaN(value) ? undefined : value
}

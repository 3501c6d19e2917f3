// This process → facts another process can tell by whether it still lives; such facts → gone, alive, or "cannot be said".
//
// A pid alone names nobody: it is given again, each pid namespace (container) counts its own, and host names are shared by containers
// and by machines made from one template. Says "gone" only when that is certain, since what the process owned is then removed.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { hostname, uptime } from 'node:os'

export interface ProcessIdentity {
  readonly host: string
  /** Of the running kernel: another one after each boot, the same one in all its containers. */
  readonly bootId: string
  readonly pid: number
  /** When it started, in clock ticks since the boot. Linux only. */
  readonly startTicks?: number
  /** Inode of the pid namespace in which `pid` counts. Linux only. */
  readonly pidNamespace?: number
  /** The machine beneath, the same after a reboot. Absent in a container, whose machine id is that of its image or none. */
  readonly machine?: string
}

// Inode of the first pid namespace of every Linux kernel (PROC_PID_INIT_INO, include/linux/proc_ns.h).
const initialPidNamespace = 0xef_ff_ff_fc

let known: ProcessIdentity | undefined

export function currentProcess(): ProcessIdentity {
  known ??= readCurrentProcess()
  return known
}

export function isThisProcess({ bootId, pidNamespace, pid, startTicks }: ProcessIdentity): boolean {
  const own = currentProcess()
  return bootId === own.bootId && pidNamespace === own.pidNamespace && pid === own.pid && startTicks === own.startTicks
}

/** True: gone for certain. False: it lives. Undefined: nothing can be said from here, so treat it as living. */
export function isProcessGone(identity: ProcessIdentity, own = currentProcess()): boolean | undefined {
  if (identity.bootId !== own.bootId) return isSameMachine(identity, own) ? true : undefined
  // An inode is given again only when the whole namespace before is gone, so the same one here means: same namespace, or gone.
  if (identity.pidNamespace !== own.pidNamespace || !(identity.pid > 0)) return undefined
  // Without namespaces in the facts (not Linux) the boot id is a kernel's only together with its host.
  if (own.pidNamespace === undefined && identity.host !== own.host) return undefined
  if (!hasPid(identity.pid)) return true
  // The pid is in use: by it, or by a later one? Where /proc does not say (hidden, or of another namespace), that stays open.
  if (identity.startTicks === undefined || !isOwnProc()) return undefined
  const stat = readText(`/proc/${identity.pid}/stat`)
  if (stat === undefined) return hasPid(identity.pid) ? undefined : true
  return parseProcessStat(stat)?.startTicks !== identity.startTicks
}

/** The process that has this pid now; undefined when none has, or where that cannot be told. Linux only. */
export function findProcess(pid: number): (ProcessIdentity & { readonly name: string }) | undefined {
  const { host, bootId, pidNamespace } = currentProcess()
  const found = isOwnProc() ? parseProcessStat(readText(`/proc/${pid}/stat`) ?? '') : undefined
  if (found === undefined || pidNamespace === undefined) return undefined
  return { host, bootId, pidNamespace, ...found }
}

/** An identity as one word, for labels and file names; {@link parseIdentity} reads it. */
export function renderIdentity(identity: ProcessIdentity): string {
  return new URLSearchParams(Object.entries(identity).map(([key, value]) => [key, String(value)])).toString()
}

/** Undefined for a text that is none. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const { host, bootId, pid, startTicks, pidNamespace, machine } = Object.fromEntries(new URLSearchParams(text))
  if (!host || !bootId || !/^\d+$/.test(pid ?? '')) return undefined
  return {
    host,
    bootId,
    pid: Number(pid),
    ...(startTicks && { startTicks: Number(startTicks) }),
    ...(pidNamespace && { pidNamespace: Number(pidNamespace) }),
    ...(machine && { machine }),
  }
}

/** Reads a /proc/<pid>/stat text; undefined for one that is none. A dead process whose parent has not yet taken note (state Z or X) counts as none. */
export function parseProcessStat(stat: string): { pid: number; name: string; startTicks: number } | undefined {
  // The name is in parentheses and may hold any character, ")" and spaces too: only the last ")" ends it.
  const [nameStart, nameEnd] = [stat.indexOf('('), stat.lastIndexOf(')')]
  const fields = stat.slice(nameEnd + 2).split(' ')
  if (nameEnd === -1 || fields[0] === 'Z' || fields[0] === 'X') return undefined
  return { pid: Number.parseInt(stat, 10), name: stat.slice(nameStart + 1, nameEnd), startTicks: Number(fields[19]) }
}

function readCurrentProcess(): ProcessIdentity {
  const stat = parseProcessStat(readText('/proc/self/stat') ?? '')
  const pidNamespace = readPidNamespace()
  const machine = pidNamespace === initialPidNamespace ? readMachine() : undefined
  return {
    host: hostname(),
    bootId: readBootId(),
    pid: process.pid,
    ...(pidNamespace !== undefined && stat !== undefined && { startTicks: stat.startTicks, pidNamespace }),
    ...(machine !== undefined && { machine }),
  }
}

function isSameMachine(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.host === other.host && one.machine !== undefined && one.machine === other.machine
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** A new pid namespace sees its parent's /proc until one of its own is mounted. */
function isOwnProc(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid)
  } catch {
    return false
  }
}

function readPidNamespace(): number | undefined {
  try {
    return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0])
  } catch {
    return undefined
  }
}

function readBootId(): string {
  const linux = readText('/proc/sys/kernel/random/boot_id')?.trim()
  if (linux !== undefined && linux !== '') return linux
  try {
    if (process.platform === 'darwin') return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim()
  } catch {
    // The time of the boot, then.
  }
  return `booted-${Math.round(Date.now() / 60_000 - uptime() / 60)}`
}

/** Machines cloned from one template may share their machine id; those that share a network differ in their interfaces' addresses. */
function readMachine(): string | undefined {
  const id = readText('/etc/machine-id')?.trim() ?? ''
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined
  const interfaces = '/sys/class/net'
  const isHardware = (name: string): boolean => existsSync(`${interfaces}/${name}/device`)
  const names = existsSync(interfaces) ? readdirSync(interfaces).filter(isHardware) : []
  const addresses = names.map((name) => readText(`${interfaces}/${name}/address`)?.trim() ?? '').toSorted()
  // Hashed: a machine id is not to be shown to others as it is (machine-id(5)).
  return createHash('sha256')
    .update([id, ...addresses].join('\n'))
    .digest('hex')
    .slice(0, 16)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

// Facts about other processes, from /proc. A pid alone does not name a process: after a reboot or a long time it is another's.
// Pid and start time together do.
import { readFileSync } from 'node:fs'

export interface ProcessId {
  readonly pid: number
  /** Start time in clock ticks since boot: field 22 of /proc/<pid>/stat. */
  readonly startedTicks: number
}

/** The process that has this pid now, or undefined when none has. */
export function findProcess(pid: number): (ProcessId & { readonly name: string }) | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  return parseProcessStat(stat)
}

/** Reads a /proc/<pid>/stat text. A dead process that was not collected yet (state Z) counts as none. */
export function parseProcessStat(stat: string): (ProcessId & { readonly name: string }) | undefined {
  // The name is in parentheses and may hold any character, ")" and spaces too: only the last ")" ends it.
  const nameStart = stat.indexOf('(')
  const nameEnd = stat.lastIndexOf(')')
  const fields = stat.slice(nameEnd + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  return { pid: Number.parseInt(stat, 10), name: stat.slice(nameStart + 1, nameEnd), startedTicks: Number(fields[19]) }
}

export function isAlive(process: ProcessId): boolean {
  return findProcess(process.pid)?.startedTicks === process.startedTicks
}

/** The process a pid file names, or undefined when the file is absent, unreadable or of a process that is gone. */
export function findByPidFile(path: string): (ProcessId & { readonly name: string }) | undefined {
  try {
    return findProcess(Number.parseInt(readFileSync(path, 'utf8'), 10))
  } catch {
    return undefined
  }
}

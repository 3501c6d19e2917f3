// Who makes a cluster, written so that another process can tell whether the maker still lives.
import { readFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { isAlive } from '../support/is-alive.ts'
import type { Owner } from '../plan/labels.ts'

/** This process; the moment tells apart clusters it makes one after another. */
export function currentOwner(ciRun: string | undefined): Owner {
  return { host: hostname(), bootId: readBootId(), pid: process.pid, startedAtMs: Date.now(), ...(ciRun !== undefined && { ciRun }) }
}

/** Whether the owner's process is gone for certain. Of another host nothing can be said: false. */
export function isOwnerDead(owner: Owner): boolean {
  if (owner.host !== hostname()) return false
  if (owner.bootId !== readBootId()) return true
  return !isAlive(owner.pid)
}

/** Linux says it; elsewhere the boot time, to the minute, does. */
function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return `booted-${Math.round(Date.now() / 60_000 - uptime() / 60)}`
  }
}

// What Linux tells of a process that a test has started.
import { readFileSync } from 'node:fs'

/** A file below /proc/<pid>; empty for a process that is gone. */
export function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** One that has ended and of which nobody has taken note does not run. */
export function isRunning(pid: string): boolean {
  return /^State:\s*[^Z\s]/m.test(readProc(pid, 'status'))
}

// A pid file → the process it names.
import { readFileSync } from 'node:fs'
import { findProcess } from '../../src/support/process-identity.ts'

/** Undefined when the file is absent, unreadable or of a process that is gone. */
export function findByPidFile(path: string): ReturnType<typeof findProcess> {
  try {
    return findProcess(Number.parseInt(readFileSync(path, 'utf8'), 10))
  } catch {
    return undefined
  }
}

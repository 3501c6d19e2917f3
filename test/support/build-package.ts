// Global setup of the suites that run Vitest on sample projects: those use the package as npm would install it, made of
// src/ as it is now. Nothing to do in 0.1 s, else a second.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

export default async function buildPackage(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../.ci/host/install.mjs')])
}

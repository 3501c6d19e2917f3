// Global setup of the suites that run Vitest on sample projects: those import 'vitest-kind', which Node.js resolves to
// dist of this very package. Takes half a second.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')

export default async function buildPackage(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root })
}

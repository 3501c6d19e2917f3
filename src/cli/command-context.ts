// Where a command finds the engine and leaves its files.
import { join } from 'node:path'
import { readEnvironment } from '../config/env.ts'
import type { Environment } from '../config/env.ts'

export function commandContext(): { readonly environment: Environment; readonly artifactsDirectory: string } {
  return { environment: readEnvironment(), artifactsDirectory: join(process.cwd(), '.vitest', 'kind') }
}

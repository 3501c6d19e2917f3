// What every verb needs beside its own arguments.
import type { Environment } from '../config/env.ts'
import type { OnProgress } from '../support/progress.ts'

/** By what everything of a cluster is found again. */
export interface ClusterTraces {
  readonly cluster: string
  /** Value of the owner label: keeps a later cluster of the same name safe. */
  readonly owner: string
  /** Its files on the host. */
  readonly directory: string
}

export interface ClusterContext {
  readonly environment: Environment
  /** Where kubeconfigs (0600) and evidence go, a directory a cluster: `<project>/.vitest/kind`. */
  readonly artifactsDirectory: string
  readonly onProgress: OnProgress
  readonly signal?: AbortSignal
  /** Where the options stand, for errors about them: `kind() in vitest.config.ts`. */
  readonly source?: string
  /** Told before anything of a cluster exists, by what it will be found: the moment to start a reaper. */
  readonly beforeFirstContainer?: (traces: ClusterTraces) => Promise<void>
}

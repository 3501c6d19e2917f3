// What every verb needs beside its own arguments.
import type { Environment } from '../config/env.ts'
import type { OnProgress } from '../support/progress.ts'

export interface ClusterContext {
  readonly environment: Environment
  /** Where kubeconfigs (0600) and evidence go, a directory a cluster: `<project>/.vitest/kind`. */
  readonly artifactsDirectory: string
  readonly onProgress: OnProgress
  readonly signal?: AbortSignal
  /** Where the options stand, for errors about them: `kind() in vitest.config.ts`. */
  readonly source?: string
  /** Told before anything of a cluster exists, by which labels it will be found: the moment to start a reaper. */
  readonly beforeFirstContainer?: (labels: { readonly cluster: string; readonly owner: string }) => Promise<void>
}

// What `kind()` takes. Types only: checked in check-options.ts, in the main process, before anything is started.
import type { ClusterOptions } from '../config/options.ts'

/** The clusters of one Vitest project. `kind()` alone is one control-plane node. */
export interface KindOptions {
  /**
   * The cluster that `test` uses. It is made before the first test starts.
   *
   * @default {} unless `clusters` is given: then there is no such cluster, and `test` says so
   */
  readonly cluster?: ClusterOptions
  /**
   * Further clusters by a name of your choice. Each is made when a test file that says `kindCluster('<name>')` starts, once a run.
   *
   * @default {}
   */
  readonly clusters?: Readonly<Record<string, ClusterOptions>>
}
